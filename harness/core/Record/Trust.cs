namespace Bench.Harness.Record;

/// <summary>Whether figures can be trusted, and what speaks against it.</summary>
/// <param name="Verdict">The worst severity found; notes leave it valid.</param>
/// <param name="Findings">What was found, worst first.</param>
public sealed record Trust(TrustVerdict Verdict, IReadOnlyList<Finding> Findings)
{
    /// <summary>Stands in a measured record until it is audited: invalid, so that a forgotten audit is never taken for a good one.</summary>
    public static Trust NotAudited { get; } =
        new(TrustVerdict.Invalid, [new Finding("audit", Severity.Invalid, "not audited", Remedy: "Audit the record before it is reported.")]);

    /// <summary>The verdict that findings add up to, worst finding first.</summary>
    public static Trust Of(IEnumerable<Finding> findings)
    {
        Finding[] sorted = [.. findings.OrderByDescending(f => f.Severity)];
        Severity worst = sorted.Length == 0 ? Severity.Note : sorted[0].Severity;
        return new Trust(
            worst switch { Severity.Invalid => TrustVerdict.Invalid, Severity.Degraded => TrustVerdict.Degraded, _ => TrustVerdict.Valid },
            sorted);
    }
}

/// <summary>The verdict over a cell or run.</summary>
public enum TrustVerdict
{
    /// <summary>The figures stand.</summary>
    Valid,

    /// <summary>The figures stand with reservations.</summary>
    Degraded,

    /// <summary>The figures are not ranked, not a baseline, and pass no gate.</summary>
    Invalid,
}

/// <summary>How much a finding weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing; leaves the verdict valid.</summary>
    Note,

    /// <summary>Makes the verdict degraded.</summary>
    Degraded,

    /// <summary>Makes the verdict invalid.</summary>
    Invalid,
}

/// <summary>One thing that speaks against figures, phrased for the user.</summary>
/// <param name="Check">Name of the check that found it.</param>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Figure">What was found, with unit.</param>
/// <param name="Limit">What would have been good, with unit.</param>
/// <param name="Window">When: round, second, or the whole run; absent if it does not apply.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record Finding(string Check, Severity Severity, string Figure, string? Limit = null, string? Window = null, string? Remedy = null);
