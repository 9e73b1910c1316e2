using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Reads the numbers of a plan; a wrong one is named with its value and its range.</summary>
internal static class PlanNumbers
{
    public static TimeSpan Time(string member, string text, TimeSpan least, TimeSpan most) =>
        DurationText.TryParse(text, out TimeSpan time) && time >= least && time <= most
            ? time
            : throw new PlanException($"{member} is '{text}': give {DurationText.Format(least)} to {DurationText.Format(most)}, such as 500ms, 10s, 2m or 1h.");

    public static int Whole(string member, [NotNull] int? value, int most) =>
        value is int number && number >= 1 && number <= most ? number : throw new PlanException($"{member} is {value}: give 1 to {most}.");

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public static TChoice Choice<TChoice>(string member, string text) where TChoice : struct, Enum =>
        Enum.GetValues<TChoice>().Where(c => Spelled(c) == text).Select(c => (TChoice?)c).FirstOrDefault()
            ?? throw new PlanException($"{member} is '{text}'. Known: {string.Join(", ", Enum.GetValues<TChoice>().Select(Spelled))}.");

    /// <summary>How a choice is spelled in plans.</summary>
    public static string Spelled<TChoice>(TChoice choice) where TChoice : struct, Enum => choice.ToString().ToLowerInvariant();

    public static double Number(string member, double value, double least, double most) =>
        value >= least && value <= most
            ? value
            : throw new PlanException(string.Create(CultureInfo.InvariantCulture, $"{member} is {value}: give {least} to {most}."));
}
