namespace Bench.Results.Gates;

/// <summary>A gate as workflow commands of GitHub Actions, which show up beside a pull request (docs.github.com, "Workflow commands").</summary>
public static class GateAnnotations
{
    // More of one kind are not shown by GitHub.
    private const int Most = 10;

    /// <summary>The lines: an error for each reason to fail, a warning for each that leaves it open.</summary>
    public static IEnumerable<string> Lines(GateReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        bool fails = report.Verdict is GateVerdict.Regressed or GateVerdict.Untrusted;
        return GateText.Reasons(report).Take(Most).Select(reason => $"::{(fails && !reason.StartsWith("inconclusive", StringComparison.Ordinal) ? "error" : "warning")} title=rpcbench gate::{Escaped(reason)}");
    }

    private static string Escaped(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
