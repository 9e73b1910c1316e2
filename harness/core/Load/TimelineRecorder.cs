namespace Bench.Harness.Load;

/// <summary>Counts and response times of one thread by the second of the window in which calls were intended.</summary>
internal sealed class TimelineRecorder
{
    private const long SecondNs = 1_000_000_000;

    private readonly long _windowStartNs;
    private Cell[] _cells = new Cell[64];
    private int _current;
    private long _currentStartNs;

    public TimelineRecorder(long windowStartNs) => _windowStartNs = _currentStartNs = windowStartNs;

    /// <summary>The seconds so far; those at the end may be empty.</summary>
    public ReadOnlySpan<Cell> Cells => _cells;

    public void Count(long intendedNs, bool ok, long responseNs)
    {
        ref Cell cell = ref CellOf(intendedNs);
        if (ok)
        {
            cell.Ok++;
        }
        else
        {
            cell.Failed++;
        }
        cell.Timed++;
        cell.SumNs += responseNs;
        if (responseNs > cell.MaxNs)
        {
            cell.MaxNs = responseNs;
        }
    }

    public void CountUntimed(long intendedNs) => CellOf(intendedNs).Failed++;

    private ref Cell CellOf(long intendedNs)
    {
        // Almost every call falls into the same second as the last one.
        if ((ulong)(intendedNs - _currentStartNs) >= SecondNs)
        {
            _current = (int)((intendedNs - _windowStartNs) / SecondNs);
            _currentStartNs = _windowStartNs + (_current * SecondNs);
            if (_current >= _cells.Length)
            {
                Array.Resize(ref _cells, Math.Max(_cells.Length * 2, _current + 1));
            }
        }
        return ref _cells[_current];
    }

    internal struct Cell
    {
        public long Ok;
        public long Failed;
        public long Timed;
        public long SumNs;
        public long MaxNs;

        public readonly Cell Plus(in Cell other) => new()
        {
            Ok = Ok + other.Ok,
            Failed = Failed + other.Failed,
            Timed = Timed + other.Timed,
            SumNs = SumNs + other.SumNs,
            MaxNs = Math.Max(MaxNs, other.MaxNs),
        };
    }
}
