using System.Globalization;
using Bench.Results.Quantities;

namespace Bench.Results.Recommendations;

/// <summary>Where the order of two choices turns over along a sweep, provably on both sides.</summary>
/// <param name="Figure">What they are compared in, e.g. <c>p99 response time</c>.</param>
/// <param name="Under">What both share, e.g. <c>messagepack</c>.</param>
/// <param name="Below">The better one at <paramref name="From"/> and before it.</param>
/// <param name="Above">The better one at <paramref name="To"/>.</param>
/// <param name="Axis">What the sweep changes.</param>
/// <param name="From">The last step at which <paramref name="Below"/> is provably better.</param>
/// <param name="To">The first step at which <paramref name="Above"/> is.</param>
/// <param name="Near">
/// Where the ratio of their medians would be 1 if its logarithm were linear in that of the axis; a guess within the bracket.
/// </param>
public sealed record Crossover(string Figure, string Under, string Below, string Above, SweepAxis Axis, double From, double To, double Near)
{
    private const int NearDigits = 2;

    /// <summary>One sentence, which says the bracket before the guess.</summary>
    public string Sentence =>
        $"{Figure}: {Above} beats {Below} ({Under}) from somewhere between {Step(From)} and {Step(To)} {Unit} on, "
        + $"about {Quantity.Count(Rounded(Near))} if the change is even; up to {Step(From)}, {Below} is better.";

    private string Unit => Axis == SweepAxis.Workers ? "in flight" : "calls/s";

    private static string Step(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);

    private static double Rounded(double value)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(value)) - (NearDigits - 1));
        return Math.Round(value / step) * step;
    }
}

/// <summary>What the steps of a sweep change.</summary>
public enum SweepAxis
{
    /// <summary>Workers of a closed load, each with one call in flight.</summary>
    Workers,

    /// <summary>Arrivals per second of an open load.</summary>
    Rate,
}
