using Bench.Results.Comparisons;
using Bench.Results.Reports;

namespace Bench.Results.Gates;

/// <summary>A gate as Markdown: for a pull request, and for the summary of a CI job.</summary>
public static class GateMarkdown
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "gate.md";

    /// <summary>Writes it: the verdict, then what speaks against it, then every figure.</summary>
    public static void Write(GateReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"**{Markdown.Escape(GateText.Line(report))}**\n\n");
        writer.Write($"{Markdown.Escape(report.Candidate)} against {Markdown.Escape(report.Baseline)}\n\n");
        foreach (string line in GateText.Reasons(report).Concat(GateText.Remarks(report)))
        {
            writer.Write($"- {Markdown.Escape(line)}\n");
        }

        writer.Write("\n<details><summary>Every figure</summary>\n\n");
        ComparisonMarkdown.Table(report.Figures, writer);
        writer.Write("\n</details>\n");
    }
}
