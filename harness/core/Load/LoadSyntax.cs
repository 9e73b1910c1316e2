using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>Reads loads; see <see cref="LoadSyntaxException.Forms"/>.</summary>
internal static class LoadSyntax
{
    public const string PoissonSuffix = ":poisson";
    private const string ThinkInfix = ":think=";
    private static readonly TimeSpan ShortestThink = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestThink = TimeSpan.FromHours(1);

    public static LoadModel Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string model = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        return model switch
        {
            "closed" => ParseClosed(text, rest),
            "open" => new OpenLoad(ParseRate(text, WithoutPoisson(rest, out bool poisson), allowZero: false), poisson),
            "ramp" => ParseRamp(text, WithoutPoisson(rest, out bool poisson), poisson),
            "capacity" => ParseCapacity(text, WithoutPoisson(rest, out bool poisson), poisson),
            _ => throw LoadSyntaxException.For(text, $"there is no model '{model}'"),
        };
    }

    private static string WithoutPoisson(string text, out bool poisson)
    {
        poisson = text.EndsWith(PoissonSuffix, StringComparison.Ordinal);
        return poisson ? text[..^PoissonSuffix.Length] : text;
    }

    private static ClosedLoad ParseClosed(string load, string text)
    {
        int at = text.IndexOf(ThinkInfix, StringComparison.Ordinal);
        if (at < 0)
        {
            return new ClosedLoad(ParseWorkers(load, text));
        }
        return DurationText.TryParse(text.AsSpan(at + ThinkInfix.Length), out TimeSpan think) && think >= ShortestThink && think <= LongestThink
            ? new ClosedLoad(ParseWorkers(load, text[..at]), think)
            : throw LoadSyntaxException.For(load, $"'{text[(at + ThinkInfix.Length)..]}' is not a time to think from 1ms to 1h");
    }

    private static int ParseWorkers(string load, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int workers) && workers is >= 1 and <= ClosedLoad.MaxWorkers
            ? workers
            : throw LoadSyntaxException.For(load, $"'{text}' is not a number of workers from 1 to {ClosedLoad.MaxWorkers}");

    private static RampLoad ParseRamp(string load, string text, bool poisson)
    {
        var ramp = new RampLoad([.. text.Split(',').Select(phase => ParsePhase(load, phase))], poisson);
        return ramp.Phases.Sum(p => p.Arrivals) >= 1 ? ramp : throw LoadSyntaxException.For(load, "its phases bring less than one call");
    }

    private static CapacityLoad ParseCapacity(string load, string text, bool poisson)
    {
        string objective = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return objective.Split(',').All(part => part.Length > 0)
            ? new CapacityLoad(objective, poisson)
            : throw LoadSyntaxException.For(load, "it names no objective, or has a comma without one beside it");
    }

    private static LoadPhase ParsePhase(string load, string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !DurationText.TryParse(text.AsSpan(at + 1), out TimeSpan duration) || duration <= TimeSpan.Zero)
        {
            throw LoadSyntaxException.For(load, $"the phase '{text}' has no duration above 0 after an '@'");
        }
        string rates = text[..at];
        int dots = rates.IndexOf("..", StringComparison.Ordinal);
        double from = ParseRate(load, dots < 0 ? rates : rates[..dots], allowZero: true);
        double to = dots < 0 ? from : ParseRate(load, rates[(dots + 2)..], allowZero: true);
        return new LoadPhase(from, to, duration);
    }

    private static double ParseRate(string load, string text, bool allowZero) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate)
        && rate <= OpenLoad.MaxRatePerSecond
        && (rate >= 0.001 || (allowZero && rate == 0))
            ? rate
            : throw LoadSyntaxException.For(load, $"'{text}' is not a rate from {(allowZero ? "0" : "0.001")} to 10000000 calls per second");
}
