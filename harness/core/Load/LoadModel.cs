using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>When calls are made: by workers that wait for each answer (closed), or at given times, answered or not (open).</summary>
public abstract record LoadModel
{
    private protected LoadModel()
    {
    }

    /// <summary>Its spelling on the command line; <see cref="Parse"/> gives the same load again.</summary>
    public abstract string Text { get; }

    /// <summary>Reads a load.</summary>
    /// <exception cref="LoadSyntaxException">It is none.</exception>
    public static LoadModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LoadSyntax.Parse(text);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}

/// <summary>Closed model: each worker makes its next call when the last has ended.</summary>
/// <param name="Workers">1 to <see cref="MaxWorkers"/>.</param>
/// <param name="Think">What each worker waits between the end of a call and its next one, kept to about a millisecond; 0 for nothing, up to 1 h.</param>
public sealed record ClosedLoad(int Workers, TimeSpan Think = default) : LoadModel
{
    /// <summary>Most workers.</summary>
    public const int MaxWorkers = 100_000;

    /// <inheritdoc/>
    public override string Text => string.Create(CultureInfo.InvariantCulture, $"closed:{Workers}{(Think == TimeSpan.Zero ? "" : $":think={DurationText.Format(Think)}")}");
}

/// <summary>Open model at a steady rate: calls start when they are due, whether or not earlier ones were answered.</summary>
/// <param name="RatePerSecond">Arrivals per second, above 0 to <see cref="MaxRatePerSecond"/>.</param>
/// <param name="Poisson">Random gaps, exponentially distributed, instead of equal ones.</param>
public sealed record OpenLoad(double RatePerSecond, bool Poisson = false) : LoadModel
{
    /// <summary>Highest rate of any open load.</summary>
    public const double MaxRatePerSecond = 10_000_000;

    /// <inheritdoc/>
    public override string Text => $"open:{LoadPhase.Rate(RatePerSecond)}{(Poisson ? LoadSyntax.PoissonSuffix : "")}";
}

/// <summary>
/// No load of its own: the highest steady rate of the open model that meets an objective is searched for (<see cref="CapacitySearch"/>).
/// </summary>
/// <param name="Objective">What has to hold, e.g. <c>p99&lt;5ms,errors&lt;0.1%</c>: parts with commas between, without blanks. Who judges it reads it.</param>
/// <param name="Poisson">Random gaps between arrivals, exponentially distributed, instead of equal ones.</param>
public sealed record CapacityLoad(string Objective, bool Poisson = false) : LoadModel
{
    /// <inheritdoc/>
    public override string Text => $"capacity:{Objective}{(Poisson ? LoadSyntax.PoissonSuffix : "")}";

    /// <summary>The load of one of its windows.</summary>
    public OpenLoad At(double ratePerSecond) => new(ratePerSecond, Poisson);
}

/// <summary>Open model whose rate changes: steps and linear ramps, one after another. Their lengths are the window's.</summary>
/// <param name="Phases">At least one; together they bring at least one arrival.</param>
/// <param name="Poisson">Random gaps around the changing rate, instead of regular ones.</param>
public sealed record RampLoad(IReadOnlyList<LoadPhase> Phases, bool Poisson = false) : LoadModel
{
    /// <inheritdoc/>
    public override string Text => $"ramp:{string.Join(',', Phases)}{(Poisson ? LoadSyntax.PoissonSuffix : "")}";

    /// <summary>Length of all phases together.</summary>
    public TimeSpan Duration => new(Phases.Sum(p => p.Duration.Ticks));

    /// <summary>Arrivals per second over all phases.</summary>
    public double MeanRatePerSecond => Phases.Sum(p => p.Arrivals) / Duration.TotalSeconds;

    /// <inheritdoc/>
    public bool Equals(RampLoad? other) => other is not null && Poisson == other.Poisson && Phases.SequenceEqual(other.Phases);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Poisson, Phases.Count, Phases[0]);
}
