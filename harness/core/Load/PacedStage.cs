namespace Bench.Harness.Load;

/// <summary>The warm-up or the window of an open load: its arrivals from the first to the last, and what became of them.</summary>
internal sealed class PacedStage
{
    private readonly ArrivalSchedule _schedule;
    private readonly long _startNs;

    public PacedStage(ArrivalSchedule schedule, long startNs, bool inWindow)
    {
        _schedule = schedule;
        _startNs = startNs;
        InWindow = inWindow;
        DueNs = DueOfNext();
    }

    public bool InWindow { get; }

    /// <summary>Number of the next arrival; all before it are scheduled.</summary>
    public long Index { get; private set; }

    /// <summary>When it is due; <see cref="long.MaxValue"/> when there are no more.</summary>
    public long DueNs { get; private set; }

    public long Started { get; set; }

    public long Dropped { get; set; }

    public double RatePerSecond => _schedule.Curve.RateAt(DueNs - _startNs);

    public void Advance()
    {
        Index++;
        DueNs = DueOfNext();
    }

    private long DueOfNext()
    {
        long offset = _schedule.Next();
        return offset == long.MaxValue ? long.MaxValue : _startNs + offset;
    }
}
