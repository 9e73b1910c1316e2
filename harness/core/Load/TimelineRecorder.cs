namespace Bench.Harness.Load;

/// <summary>Counts and response times of one thread by the slice of the window in which calls were intended.</summary>
internal sealed class TimelineRecorder
{
    private const int FewestCells = 64;

    private readonly long _windowStartNs;
    private readonly long _sliceNs;
    private Cell[] _cells;
    private int _current;
    private long _currentStartNs;

    public TimelineRecorder(TimelineScale scale)
    {
        _windowStartNs = _currentStartNs = scale.StartNs;
        _sliceNs = scale.SliceNs;
        _cells = new Cell[Math.Max(FewestCells, scale.Slices)];
    }

    /// <summary>The slices so far; those at the end may be empty.</summary>
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
        // Almost every call falls into the same slice as the last one.
        if ((ulong)(intendedNs - _currentStartNs) >= (ulong)_sliceNs)
        {
            _current = (int)((intendedNs - _windowStartNs) / _sliceNs);
            _currentStartNs = _windowStartNs + (_current * _sliceNs);
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
