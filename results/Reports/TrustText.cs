using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>The verdict in words: the first line of every report.</summary>
public static class TrustText
{
    /// <summary>The verdict over a run with its labels, e.g. <c>Trust: degraded: 2 of 9 cells are degraded. Quick run: enough to choose, not to publish.</c></summary>
    public static string Line(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string[] sentences =
        [
            $"Trust: {Word(run.Trust.Verdict)}{Cells(run)}.",
            .. run.Partial == true ? ["Partial: the run was interrupted."] : Array.Empty<string>(),
            .. run.Quick == true ? ["Quick run: enough to choose, not to publish."] : Array.Empty<string>(),
            .. run.Integrity is null ? ["No checksum: changes since the measurement would go unnoticed."] : Array.Empty<string>(),
        ];
        return string.Join(' ', sentences);
    }

    /// <summary>The verdict as one lower-case word.</summary>
    public static string Word(TrustVerdict verdict) => verdict switch
    {
        TrustVerdict.Valid => "valid",
        TrustVerdict.Degraded => "degraded",
        _ => "invalid",
    };

    /// <summary>The severity as one lower-case word.</summary>
    public static string Word(Severity severity) => severity switch
    {
        Severity.Note => "note",
        Severity.Degraded => "degraded",
        _ => "invalid",
    };

    private static string Cells(RunRecord run)
    {
        string[] parts =
        [
            .. Part(run, TrustVerdict.Invalid),
            .. Part(run, TrustVerdict.Degraded),
        ];
        return parts.Length == 0 ? "" : $": {string.Join(", ", parts)} of {run.Cells.Count} cell{(run.Cells.Count == 1 ? "" : "s")}";
    }

    private static IEnumerable<string> Part(RunRecord run, TrustVerdict verdict)
    {
        int count = run.Cells.Count(c => c.Trust.Verdict == verdict);
        return count == 0 ? [] : [$"{count} {Word(verdict)}"];
    }
}
