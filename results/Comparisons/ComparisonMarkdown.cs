using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Results.Comparisons;

/// <summary>Compared figures as Markdown.</summary>
public static class ComparisonMarkdown
{
    /// <summary>A table of compared figures.</summary>
    public static void Table(IEnumerable<FigureComparison> figures, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(writer);
        Markdown.Row(writer, ["cell", "figure", "reference", "other", "change [95 %]", "threshold", "found from", "verdict"]);
        Markdown.Row(writer, ["---", "---", "--:", "--:", "--:", "--:", "--:", "---"]);
        foreach (FigureComparison one in figures)
        {
            Markdown.Row(
                writer,
                [
                    Markdown.Escape(one.Cell), Markdown.Escape(one.Figure), Quantity.Text(one.Reference?.Median, one.Unit), Quantity.Text(one.Other?.Median, one.Unit),
                    FigureText.Change(one), FigureText.Threshold(one), FigureText.Detectable(one), FigureText.Word(one.Verdict),
                ]);
        }
    }
}
