namespace Bench.Harness.Load;

/// <summary>
/// The expected number of arrivals over time for a list of phases, and its inverse in closed form: within a phase whose rate
/// goes from a to b in D seconds, x arrivals are reached after t with a·t + (b − a)·t²/2D = x.
/// </summary>
public sealed class ArrivalCurve
{
    private readonly Segment[] _segments;

    /// <param name="phases">Phases, one after another.</param>
    public ArrivalCurve(IReadOnlyList<LoadPhase> phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        _segments = new Segment[phases.Count];
        double arrivals = 0;
        long startNs = 0;
        for (int i = 0; i < phases.Count; i++)
        {
            _segments[i] = new Segment(phases[i], startNs, arrivals);
            arrivals += phases[i].Arrivals;
            startNs += phases[i].Duration.Ticks * TimeSpan.NanosecondsPerTick;
        }
        Total = arrivals;
        DurationNs = startNs;
    }

    /// <summary>Expected arrivals in all.</summary>
    public double Total { get; }

    /// <summary>Length of all phases in ns.</summary>
    public long DurationNs { get; }

    /// <summary>When so many arrivals are reached, ns from the start; the whole length if they never are.</summary>
    /// <param name="arrivals">0 and up. Falls it on a pause between phases, the time is that of the pause's end.</param>
    public long TimeOf(double arrivals)
    {
        foreach (ref readonly Segment segment in _segments.AsSpan())
        {
            double within = arrivals - segment.ArrivalsBefore;
            if (within < segment.Phase.Arrivals)
            {
                return segment.StartNs + segment.OffsetOf(within);
            }
        }
        return DurationNs;
    }

    /// <summary>Arrivals per second at a time, ns from the start.</summary>
    public double RateAt(long offsetNs)
    {
        foreach (ref readonly Segment segment in _segments.AsSpan())
        {
            if (offsetNs < segment.StartNs + segment.LengthNs)
            {
                double share = Math.Max(0, offsetNs - segment.StartNs) / (double)segment.LengthNs;
                return segment.Phase.FromPerSecond + (share * (segment.Phase.ToPerSecond - segment.Phase.FromPerSecond));
            }
        }
        return 0;
    }

    private readonly record struct Segment(LoadPhase Phase, long StartNs, double ArrivalsBefore)
    {
        public long LengthNs => Phase.Duration.Ticks * TimeSpan.NanosecondsPerTick;

        public long OffsetOf(double arrivals)
        {
            if (arrivals <= 0)
            {
                return 0;
            }
            double from = Phase.FromPerSecond;
            double growth = (Phase.ToPerSecond - from) / Phase.Duration.TotalSeconds;
            // The usual root formula loses digits where growth is small; this form of it doesn't.
            double root = Math.Sqrt(Math.Max(0, (from * from) + (2 * growth * arrivals)));
            return Math.Min((long)Math.Round(2 * arrivals / (from + root) * 1e9), LengthNs - 1);
        }
    }
}
