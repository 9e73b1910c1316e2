using Bench.Harness.Measure;

namespace Bench.Harness.Load;

/// <summary>Drives the workers of a closed load on the thread pool.</summary>
internal sealed class ClosedDrive : LoadDrive
{
    private readonly LoadSession _session;
    private readonly CallNumbers _windowNumbers;
    private readonly ClosedWorker[] _workers;
    private int _quietWorkers;
    private long _abandonedNs;

    public ClosedDrive(int workers, LoadSession session, ICaller[] callers)
    {
        _session = session;
        _windowNumbers = new CallNumbers(session.Options.Count ?? long.MaxValue);
        var warmupNumbers = new CallNumbers(long.MaxValue);
        _workers = new ClosedWorker[workers];
        for (int i = 0; i < workers; i++)
        {
            _workers[i] = new ClosedWorker(callers[i], session, warmupNumbers, _windowNumbers);
        }
    }

    public override LatencyHistogram? SendLag => null;

    public override bool EndsWithLastOutcome => _windowNumbers.AreExhausted;

    public override long WindowEndNs => EndsWithLastOutcome
        ? Math.Max(_abandonedNs, _workers.Max(w => w.LastEndedNs))
        : Math.Max(_session.Window.EndNs, _workers.Max(w => w.LastIntendedNs));

    public override void Start()
    {
        foreach (ClosedWorker worker in _workers)
        {
            worker.Enqueue();
        }
    }

    public override bool IsQuiet()
    {
        while (_quietWorkers < _workers.Length && _workers[_quietWorkers].IsQuiet)
        {
            _quietWorkers++;
        }
        return _quietWorkers == _workers.Length;
    }

    public override long DrainStartNs(long nowNs) => _session.Window.EndNs;

    public override void Abandon()
    {
        foreach (ClosedWorker worker in _workers)
        {
            worker.Abandon(_session.Clock.NowNs);
            worker.Dispose();
        }
        _abandonedNs = _workers.Any(w => w.IsAbandoned) ? _session.Clock.NowNs : 0;
    }

    public override (long Scheduled, long Started, long Dropped) Starts(bool inWindow)
    {
        long started = _workers.Sum(w => inWindow ? w.StartedInWindow : w.StartedInWarmup);
        return (started, started, 0);
    }
}
