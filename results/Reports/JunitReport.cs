using System.Globalization;
using System.Xml;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>
/// JUnit XML for the test pages of build servers: a suite per scenario and load, a case per cell. Invalid cells are failures, absent ones
/// skipped; the name of the root is the trust verdict. Times are those of the windows, in s.
/// </summary>
public sealed class JunitReport : IReport
{
    private const double MsPerSecond = 1000;

    private static readonly Figure[] Shown =
        [.. ((string[])["throughput", "goodput", "response.p50", "response.p99", "response.p999", "client.cpu", "server.cpu"]).Select(FigureCatalog.Get)];

    /// <inheritdoc/>
    public string Name => "junit";

    /// <inheritdoc/>
    public string Summary => "JUnit XML: a test case per cell, for build servers";

    /// <inheritdoc/>
    public string FileName => "report.junit.xml";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (XmlWriter xml = XmlWriter.Create(writer, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n", CloseOutput = false }))
        {
            Suites(run, xml);
        }

        writer.Write('\n');
    }

    private static void Suites(RunRecord run, XmlWriter xml)
    {
        IReadOnlyList<AbsentCell> absent = run.Absent ?? [];
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", PlainText.OneLine(TrustText.Line(run)));
        Totals(xml, run.Cells, absent.Count);
        foreach (IGrouping<(string Scenario, string Load), CellRecord> suite in run.Cells.GroupBy(c => (c.Scenario, c.Load.Text)))
        {
            string name = $"{suite.Key.Scenario} at {suite.Key.Load}";
            AbsentCell[] skipped = [.. absent.Where(a => Suite(a, run.Cells) == suite.Key)];
            Suite(run, name, [.. suite], skipped, xml);
        }

        AbsentCell[] alone = [.. absent.Where(a => Suite(a, run.Cells) is null)];
        if (alone.Length > 0)
        {
            Suite(run, "not measured", [], alone, xml);
        }

        xml.WriteEndElement();
    }

    private static void Suite(RunRecord run, string name, CellRecord[] cells, AbsentCell[] skipped, XmlWriter xml)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", PlainText.OneLine(name));
        Totals(xml, cells, skipped.Length);
        xml.WriteAttributeString("timestamp", run.StartedAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (CellRecord cell in cells)
        {
            Case(cell, name, xml);
        }

        foreach (AbsentCell cell in skipped)
        {
            Start(xml, cell.Id, name, 0);
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", PlainText.OneLine(cell.Reason));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Case(CellRecord cell, string suite, XmlWriter xml)
    {
        bool invalid = cell.Trust.Verdict == TrustVerdict.Invalid;
        Start(xml, cell.Id, suite, SecondsOf(cell));
        if (invalid)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", WrittenCells.Why(cell));
            xml.WriteAttributeString("type", "invalid");
            xml.WriteString(string.Join('\n', cell.Trust.Findings.Where(f => f.Severity == Severity.Invalid).Select(Line)));
            xml.WriteEndElement();
        }

        IEnumerable<string> figures = invalid ? [] : Shown.Where(f => f.Of(cell.Summary) is not null).Select(f => FigureLine(f, cell));
        xml.WriteElementString("system-out", string.Join('\n', [$"trust: {TrustText.Word(cell.Trust.Verdict)}", .. figures, .. cell.Trust.Findings.Select(Line)]));
        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, string suite, double seconds)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", PlainText.OneLine(name));
        xml.WriteAttributeString("classname", PlainText.OneLine($"rpcbench.{suite}"));
        xml.WriteAttributeString("time", Seconds(seconds));
    }

    private static void Totals(XmlWriter xml, IReadOnlyCollection<CellRecord> cells, int skipped)
    {
        xml.WriteAttributeString("tests", Number(cells.Count + skipped));
        xml.WriteAttributeString("failures", Number(cells.Count(c => c.Trust.Verdict == TrustVerdict.Invalid)));
        xml.WriteAttributeString("errors", Number(0));
        xml.WriteAttributeString("skipped", Number(skipped));
        xml.WriteAttributeString("time", Seconds(cells.Sum(SecondsOf)));
    }

    private static string FigureLine(Figure figure, CellRecord cell)
    {
        string interval = EstimateText.Interval(figure, cell) is { } text ? $" [{text}]" : "";
        return $"{figure.Name}: {EstimateText.Median(figure, cell)}{interval}";
    }

    private static string Line(Finding finding)
    {
        string window = finding.Window is null ? "" : $" ({finding.Window})";
        return PlainText.OneLine($"{TrustText.Word(finding.Severity)}, {finding.Check}: {finding.Figure}{window}");
    }

    // An absent cell has but its id: scenario/transport/codec/load, perhaps with a variant behind it.
    private static (string, string)? Suite(AbsentCell absent, IReadOnlyList<CellRecord> cells)
    {
        CellRecord? like = cells.FirstOrDefault(c => absent.Id.StartsWith($"{c.Scenario}/", StringComparison.Ordinal) && $"{absent.Id}/".Contains($"/{c.Load.Text}/", StringComparison.Ordinal));
        return like is null ? null : (like.Scenario, like.Load.Text);
    }

    private static double SecondsOf(CellRecord cell) => cell.Rounds.Sum(r => r.WindowMs) / MsPerSecond;

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
