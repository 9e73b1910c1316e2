using Bench.Harness.Randomness;

namespace Bench.Harness.Load;

/// <summary>The intended starts of an open load, one after another. Pure: it neither waits nor reads a clock.</summary>
public abstract class ArrivalSchedule
{
    /// <summary>The curve that the arrivals follow.</summary>
    public ArrivalCurve Curve { get; }

    private protected ArrivalSchedule(ArrivalCurve curve) => Curve = curve;

    /// <summary>The schedule of a curve.</summary>
    /// <param name="curve">Expected arrivals over time.</param>
    /// <param name="poissonSeed">Seed of random gaps; null for regular ones.</param>
    public static ArrivalSchedule Over(ArrivalCurve curve, ulong? poissonSeed)
    {
        ArgumentNullException.ThrowIfNull(curve);
        return poissonSeed is ulong seed ? new PoissonSchedule(curve, seed) : new RegularSchedule(curve);
    }

    /// <summary>
    /// The next intended start, ns from the schedule's start, never before the last one; <see cref="long.MaxValue"/> when there
    /// are no more.
    /// </summary>
    public abstract long Next();
}

/// <summary>
/// Regular arrivals: number i comes when the curve reaches i, so the first at once, and a rate of r for d seconds brings
/// exactly r·d of them.
/// </summary>
internal sealed class RegularSchedule(ArrivalCurve curve) : ArrivalSchedule(curve)
{
    // Sums of phases that should be whole may miss it by a rounding error, which must not bring one more arrival.
    private const double Rounding = 1e-6;

    private long _index;

    public override long Next() => At(_index++);

    /// <summary>The intended start of an arrival: a pure function of its number.</summary>
    public long At(long index) => index < Curve.Total - Rounding ? Curve.TimeOf(index) : long.MaxValue;
}

/// <summary>
/// Poisson arrivals: gaps of a process of rate 1, exponentially distributed, stretched through the curve (time-rescaling
/// theorem), so that ramps are Poisson too. The same seed gives the same arrivals.
/// </summary>
internal sealed class PoissonSchedule(ArrivalCurve curve, ulong seed) : ArrivalSchedule(curve)
{
    private SplitMix64 _random = new(seed);
    private double _arrivals;
    private long _lastNs;

    public override long Next()
    {
        _arrivals -= Math.Log(_random.NextAboveZero());
        if (_arrivals >= Curve.Total)
        {
            return long.MaxValue;
        }
        _lastNs = Math.Max(_lastNs, Curve.TimeOf(_arrivals));
        return _lastNs;
    }
}
