using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>A closed load whose workers are spread over lines that somebody else drives.</summary>
internal sealed class OrderedDrive : LoadDrive
{
    private readonly LoadSession _session;
    private readonly Func<int, OrderedCalls, CancellationToken, Task> _driveLine;
    private readonly CallNumbers? _numbers;
    private readonly OrderedCalls[] _lines;
    private int _driven;
    private long _abandonedNs;

    public OrderedDrive(int lines, LoadSession session, Func<int, OrderedCalls, CancellationToken, Task> driveLine)
    {
        _session = session;
        _driveLine = driveLine;
        _numbers = session.Options.Count is long count ? new CallNumbers(count) : null;
        int workers = ((ClosedLoad)session.Options.Model).Workers;
        _lines = [.. Enumerable.Range(0, lines).Select(_ => new OrderedCalls(workers / lines, session, _numbers))];
    }

    public override LatencyHistogram? SendLag => null;

    public override bool EndsWithLastOutcome => _numbers?.AreExhausted == true;

    public override long WindowEndNs => EndsWithLastOutcome
        ? Math.Max(_abandonedNs, _lines.Max(l => l.LastEndedNs))
        : Math.Max(_session.Window.EndNs, _lines.Max(l => l.LastStartedNs));

    public override void Start()
    {
        _driven = _lines.Length;
        for (int i = 0; i < _lines.Length; i++)
        {
            _ = DriveAsync(i);
        }
    }

    public override bool IsQuiet() => Volatile.Read(ref _driven) == 0;

    public override long DrainStartNs(long nowNs) => _session.Window.EndNs;

    public override void Abandon()
    {
        long nowNs = _session.Clock.NowNs;
        _abandonedNs = IsQuiet() ? 0 : nowNs;
        foreach (OrderedCalls line in _lines)
        {
            line.Abandon(nowNs);
        }
    }

    public override (long Scheduled, long Started, long Dropped) Starts(bool inWindow)
    {
        long started = _lines.Sum(l => inWindow ? l.StartedInWindow : l.StartedInWarmup);
        return (started, started, 0);
    }

    private async Task DriveAsync(int line)
    {
        try
        {
            await _driveLine(line, _lines[line], _session.Cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _lines[line].End(CallOutcome.Failed(ErrorKind.Internal, $"{e.GetType().Name}: {e.Message}"));
        }
        if (Interlocked.Decrement(ref _driven) == 0)
        {
            // Lines that have all broken off leave nothing to wait for.
            _session.Window.CloseAt(_session.Clock.NowNs + 1);
        }
    }
}
