namespace Bench.Harness.Examinations;

/// <summary>Whether a machine is fit to measure.</summary>
public enum Fitness
{
    /// <summary>Nothing speaks against it.</summary>
    Fit,

    /// <summary>Worth knowing; figures hold, with reservations.</summary>
    Note,

    /// <summary>Figures measured now would not be trustworthy.</summary>
    Unfit,
}

/// <summary>What an examination found, phrased for the user.</summary>
/// <param name="Fitness">What it means.</param>
/// <param name="Found">What was found, with unit.</param>
/// <param name="Limit">What would have been good; absent if all is well.</param>
/// <param name="Remedy">What to do about it; absent if all is well.</param>
public sealed record Diagnosis(Fitness Fitness, string Found, string? Limit = null, string? Remedy = null)
{
    /// <summary>All is well, or the system doesn't tell.</summary>
    public static Diagnosis Fit(string found) => new(Fitness.Fit, found);

    /// <summary>Worth knowing.</summary>
    public static Diagnosis Note(string found, string limit, string remedy) => new(Fitness.Note, found, limit, remedy);

    /// <summary>To be mended before anything is measured.</summary>
    public static Diagnosis Unfit(string found, string limit, string remedy) => new(Fitness.Unfit, found, limit, remedy);
}
