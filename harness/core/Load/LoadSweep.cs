using System.Globalization;

namespace Bench.Harness.Load;

/// <summary>
/// Several loads as one text: <c>sweep:rate:1000..20000:x2</c> for open loads, with an optional <c>:poisson</c>, and
/// <c>sweep:workers:1..64:x2</c> for closed ones. The steps grow by a factor from the first value on; the last value is always among them.
/// </summary>
public static class LoadSweep
{
    /// <summary>Most steps of a sweep; each is measured on its own.</summary>
    public const int MaxSteps = 64;

    private const string Prefix = "sweep:";

    /// <summary>The loads of a text: the steps of a sweep, or the one load that it is.</summary>
    /// <exception cref="LoadSyntaxException">It is neither.</exception>
    public static IReadOnlyList<LoadModel> Expand(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return [LoadModel.Parse(text)];
        }
        bool poisson = text.EndsWith(LoadSyntax.PoissonSuffix, StringComparison.Ordinal);
        string[] parts = (poisson ? text[..^LoadSyntax.PoissonSuffix.Length] : text)[Prefix.Length..].Split(':');
        if (parts is not [("rate" or "workers") and string what, string range, string growth] || (poisson && what == "workers"))
        {
            throw LoadSyntaxException.For(text, "a sweep names rate or workers, a range and a factor; only rates can be Poisson");
        }
        return [.. Steps(text, range, growth).Select(step => StepOf(what, step, poisson)).DistinctBy(load => load.Text)];
    }

    private static IEnumerable<double> Steps(string text, string range, string growth)
    {
        string[] ends = range.Split("..");
        if (ends.Length != 2 || !TryRead(ends[0], out double from) || !TryRead(ends[1], out double to) || from <= 0 || to < from)
        {
            throw LoadSyntaxException.For(text, $"'{range}' is no range FROM..TO of numbers above 0, the lower one first");
        }
        if (!growth.StartsWith('x') || !TryRead(growth[1..], out double factor) || factor <= 1)
        {
            throw LoadSyntaxException.For(text, $"'{growth}' is no factor above 1, such as x2 or x1.5");
        }
        if (Math.Log(to / from, factor) > MaxSteps - 1)
        {
            throw LoadSyntaxException.For(text, $"it has more than {MaxSteps} steps: use a larger factor");
        }
        return Growing(from, to, factor);
    }

    private static IEnumerable<double> Growing(double from, double to, double factor)
    {
        for (double step = from; step < to; step *= factor)
        {
            yield return step;
        }
        yield return to;
    }

    private static LoadModel StepOf(string what, double step, bool poisson) => LoadModel.Parse(what == "workers"
        ? string.Create(CultureInfo.InvariantCulture, $"closed:{Math.Round(step):0}")
        : string.Create(CultureInfo.InvariantCulture, $"open:{Math.Round(step, 3):0.###}{(poisson ? LoadSyntax.PoissonSuffix : "")}"));

    private static bool TryRead(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
