using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>
/// One row per cell and round, every figure a column in its base unit (ns, bytes, per second). RFC 4180 quoting, lines end with LF;
/// the first line is a comment with the trust verdict.
/// </summary>
public sealed class CsvReport : IReport
{
    private static readonly (string Name, Func<CellRecord, RoundRecord, string?> Of)[] Facts =
    [
        ("cell", (c, _) => Text(c.Id)),
        ("trust", (c, _) => TrustText.Word(c.Trust.Verdict)),
        ("scenario", (c, _) => Text(c.Scenario)),
        ("transport", (c, _) => Text(c.Transport)),
        ("codec", (c, _) => Text(c.Codec)),
        ("binding", (c, _) => Text(c.Binding)),
        ("directory", (c, _) => Text(c.Directory)),
        ("link", (c, _) => Text(c.Link)),
        ("load", (c, _) => Text(c.Load.Text)),
        ("round", (_, r) => Number(r.Round)),
        ("partial", (_, r) => r.Partial == true ? "true" : "false"),
        ("failure", (_, r) => Text(r.Failure)),
        ("omission-possible", (_, r) => r.OmissionPossible ? "true" : "false"),
        ("window-ms", (_, r) => Number(r.WindowMs)),
        ("scheduled", (_, r) => Number(r.Counts.Scheduled)),
        ("started", (_, r) => Number(r.Counts.Started)),
        ("ok", (_, r) => Number(r.Counts.Ok)),
        ("error", (_, r) => Number(r.Counts.Error)),
        ("timeout", (_, r) => Number(r.Counts.Timeout)),
        ("cancelled", (_, r) => Number(r.Counts.Cancelled)),
        ("dropped", (_, r) => Number(r.Counts.Dropped)),
        ("late", (_, r) => Number(r.Counts.Late)),
        ("attempts", (_, r) => Number(r.Counts.Attempts)),
        ("errors", (_, r) => Text(string.Join(' ', r.Errors.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}={e.Value}")))),
    ];

    /// <inheritdoc/>
    public string Name => "csv";

    /// <inheritdoc/>
    public string Summary => "one row per cell and round, for spreadsheets and scripts";

    /// <inheritdoc/>
    public string FileName => "report.csv";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"# {TrustText.Line(run)}\n");
        Row(writer, [.. Facts.Select(f => f.Name), .. FigureCatalog.All.Select(f => Column(f))]);
        foreach (CellRecord cell in run.Cells)
        {
            foreach (RoundRecord round in cell.Rounds)
            {
                Row(writer, [.. Facts.Select(f => f.Of(cell, round)), .. FigureCatalog.All.Select(f => f.Of(round) is { } value ? Number(value) : null)]);
            }
        }
    }

    private static string Column(Figure figure) => figure.Unit switch
    {
        Unit.Nanoseconds => $"{figure.Name}-ns",
        Unit.Bytes => $"{figure.Name}-bytes",
        Unit.PerSecond => $"{figure.Name}-per-second",
        _ => figure.Name,
    };

    private static void Row(TextWriter writer, IEnumerable<string?> fields)
    {
        writer.Write(string.Join(',', fields));
        writer.Write('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Spreadsheets run what begins like a formula (https://owasp.org/www-community/attacks/CSV_Injection); a quote before it keeps it text.
    private static string Text(string? value)
    {
        string text = value ?? "";
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            text = $"'{text}";
        }

        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
