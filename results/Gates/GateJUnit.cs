using System.Globalization;
using System.Text;
using System.Xml;
using Bench.Results.Comparisons;

namespace Bench.Results.Gates;

/// <summary>A gate as JUnit XML, as CI servers show it: a suite, and a test for each cell and figure, each budget and each cell that is not comparable.</summary>
public static class GateJUnit
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "gate.junit.xml";

    /// <summary>Writes it. Worse is a failure, what is not proven an error, and so is a record that can't be trusted.</summary>
    public static void Write(GateReport report, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        (string Name, string Class, string? Kind, string Message)[] tests =
        [
            .. report.Distrust.Select(d => ("trust", "gate", (string?)"error", d)),
            .. report.Figures.Select(f => (f.Figure, f.Cell, KindOf(f.Verdict), $"{FigureText.Both(f)}, {FigureText.Change(f)}, threshold {FigureText.Threshold(f)}{(f.Reason is null ? "" : $": {f.Reason}")}")),
            .. report.Budgets.Select(b => (b.Expression, b.CellId, b.IsCrossed ? "failure" : b.IsMeasured ? null : "error", $"{b.Expression}: {b.Found}")),
            .. report.Unpaired.Select(u => ("compared", u.Id, (string?)"error", u.Reason)),
        ];
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false });
        xml.WriteStartElement("testsuites");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", $"rpcbench gate: {GateText.Word(report.Verdict)}");
        xml.WriteAttributeString("tests", Number(tests.Length));
        xml.WriteAttributeString("failures", Number(tests.Count(t => t.Kind == "failure")));
        xml.WriteAttributeString("errors", Number(tests.Count(t => t.Kind == "error")));
        foreach ((string name, string type, string? kind, string message) in tests)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", Clean(type));
            xml.WriteAttributeString("name", Clean(name));
            if (kind is not null)
            {
                xml.WriteStartElement(kind);
                xml.WriteAttributeString("message", Clean(message));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.Flush();
        writer.Write('\n');
    }

    private static string? KindOf(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Regressed => "failure",
        ComparisonVerdict.Inconclusive => "error",
        _ => null,
    };

    // Characters that XML has no way to write.
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
