using System.Text.Json;
using System.Xml.Linq;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using Spectre.Console;

namespace Bench.Tests.Results;

/// <summary>No figure of an invalid cell is shown anywhere without its mark.</summary>
public sealed class InvalidMarkTests
{
    private const string Codec = "shaky";

    public static TheoryData<string> Formats => [.. new PlugCatalog(typeof(IReport).Assembly).All<IReport>().Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void In_every_format_its_mark_is_beside_each_of_its_rows(string format)
    {
        RunRecord run = Run();
        string text = SampleRun.Render(new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", format), run);
        switch (format)
        {
            case "md":
                AssertMarkedLines(text, atLeast: 5, "~~", "invalid");
                Assert.DoesNotContain(Rows(text), row => Figures(run).Any(f => row.Contains($" {f} |", StringComparison.Ordinal)));
                break;
            case "html":
                AssertMarkedFigures(text[..text.IndexOf("<script type=\"application/json\"", StringComparison.Ordinal)], run);
                AssertMarkedData(text);
                break;
            case "csv":
                string[] heading = text.Split('\n')[1].Split(',');
                string[][] rows = [.. text.Split('\n').Skip(2).Where(l => l.Contains(Codec, StringComparison.Ordinal)).Select(l => l.Split(','))];
                Assert.Equal(3, rows.Length);
                Assert.All(rows, r => Assert.Equal("invalid", r[Array.IndexOf(heading, "trust")]));
                break;
            case "hgrm":
                AssertMarkedLines(text, atLeast: 1, "trust: invalid");
                break;
            case "json":
                JsonElement cell = Assert.Single(JsonDocument.Parse(text).RootElement.GetProperty("cells").EnumerateArray(), c => c.GetProperty("codec").GetString() == Codec);
                Assert.Equal("invalid", cell.GetProperty("trust").GetProperty("verdict").GetString());
                break;
            case "junit":
                XElement of = Assert.Single(XDocument.Parse(text).Descendants("testcase"), c => c.Attribute("name")!.Value.Contains(Codec, StringComparison.Ordinal));
                Assert.NotNull(of.Element("failure"));
                Assert.DoesNotContain(Figures(run), f => of.Value.Contains($" {f}", StringComparison.Ordinal));
                break;
            case "github" or "bmf" or "benchstat":
                // Their readers take whatever stands there: nothing of it does, but the sentence that says so.
                Assert.DoesNotContain($"/{Codec}/closed:16 ", Without(text, "left out"), StringComparison.Ordinal);
                Assert.DoesNotContain($"codec={Codec}", text, StringComparison.Ordinal);
                Assert.Contains("json", text, StringComparison.Ordinal);
                Assert.Equal(format != "bmf", text.Contains($"left out: order/pooled/{Codec}/closed:16: ", StringComparison.Ordinal));
                break;
            default:
                Assert.Fail($"The report '{format}' is new: say here how it marks invalid cells.");
                break;
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(250)]
    public void On_the_terminal_its_mark_is_beside_each_of_its_figures(int width)
    {
        RunRecord run = Run();
        using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        RunTables.Write(run, console, width);

        string row = Assert.Single(text.ToString().Split('\n'), l => l.TrimStart().StartsWith("pooled ", StringComparison.Ordinal) && l.Contains(Codec, StringComparison.Ordinal));
        Assert.Contains(" invalid", row, StringComparison.Ordinal);
        string[] shown = [.. Figures(run).Where(f => row.Contains(f, StringComparison.Ordinal))];
        Assert.NotEmpty(shown);
        Assert.All(shown, f => Assert.Contains($"{f} ✗", row, StringComparison.Ordinal));
        Assert.All(Figures(run), f => Assert.DoesNotContain(text.ToString().Replace(row, "", StringComparison.Ordinal), $" {f} ", StringComparison.Ordinal));
    }

    /// <summary>A sound cell, and one that lost a call, with faults and figures that no other cell has.</summary>
    private static RunRecord Run()
    {
        RoundRecord[] sound = [.. Enumerable.Range(1, 3).Select(i => Round(i, 1000, 200_000))];
        RoundRecord[] broken = [.. Enumerable.Range(1, 3).Select(i => Round(i, 77_770, 33_300, calls: 3_333))];
        broken[0] = broken[0] with { Counts = broken[0].Counts with { Ok = 3_332 } };
        CellRecord cell = SampleRun.Cell("order", "pooled", Codec, broken);
        RunRecord run = SampleRun.Complete(
        [
            SampleRun.Cell("order", "pooled", "json", sound),
            cell with { Options = cell.Options with { Faults = ["at 0s reset 50%"] }, Payloads = [new PayloadInfo("Submit", 7_777, 77)] },
        ]);
        Assert.Equal([TrustVerdict.Valid, TrustVerdict.Invalid], run.Cells.Select(c => c.Trust.Verdict));
        return run;
    }

    private static RoundRecord Round(int round, double rate, double meanNs, int calls = 4_000) => SampleRun.Round(round, rate, meanNs, calls) with
    {
        Client = new ProcessFigures<double> { CpuNsPerCall = meanNs / 7 },
        Server = new ProcessFigures<double> { CpuNsPerCall = meanNs / 9 },
        Faults = [new FaultInfo(500, "reset 50%")],
        Timeline = [new TimelineSecond(0, calls, 0, meanNs * 11, meanNs * 1.07)],
    };

    /// <summary>Every figure of the invalid cell as reports spell it, but those that the sound one has too.</summary>
    private static string[] Figures(RunRecord run)
    {
        CellRecord invalid = run.Cells[1];
        string[] sizes = [Quantity.Text(7_777, Unit.Bytes), Quantity.Text(77, Unit.Bytes)];
        string[] timeline = [.. invalid.Rounds[0].Timeline!.SelectMany(s => (string[])[Quantity.Text(s.MaxNs, Unit.Nanoseconds), Quantity.Text(s.MeanNs, Unit.Nanoseconds)])];
        string[] others = [.. FigureCatalog.All.Select(f => EstimateText.Median(f, run.Cells[0])), .. run.Cells[0].Rounds[0].Timeline!.Select(s => Quantity.Text(s.MaxNs, Unit.Nanoseconds))];
        string[] all = [.. FigureCatalog.All.Select(f => EstimateText.Median(f, invalid)), .. sizes, .. timeline];
        return [.. all.Where(f => f != Quantity.Absent && f.Length > 3).Except(others).Distinct()];
    }

    private static string Without(string text, string mark) => string.Join('\n', text.Split('\n').Where(l => !l.Contains(mark, StringComparison.Ordinal)));

    private static IEnumerable<string> Rows(string text) => text.Split('\n').Where(l => l.StartsWith('|'));

    private static void AssertMarkedLines(string text, int atLeast, params string[] marks)
    {
        string[] lines = [.. text.Split('\n').Where(l => l.Contains(Codec, StringComparison.Ordinal))];
        Assert.True(lines.Length >= atLeast, text);
        Assert.All(lines, line => Assert.Contains(marks, mark => line.Contains(mark, StringComparison.Ordinal)));
    }

    /// <summary>Each of its figures stands in the page, and nowhere but struck through, in a table's cell or in the matrix.</summary>
    private static void AssertMarkedFigures(string page, RunRecord run)
    {
        string[] figures = Figures(run);
        Assert.True(figures.Length > 10, string.Join(", ", figures));
        Assert.All(figures, figure =>
        {
            string[] parts = page.Split($">{figure}<");
            Assert.All(parts[..^1], before => Assert.True(before.EndsWith("<s", StringComparison.Ordinal) || before.EndsWith("<s class=\"figure\"", StringComparison.Ordinal), $"{before[^80..]}>{figure}<"));
        });
        Assert.Contains(figures, figure => page.Contains($"<s class=\"figure\">{figure}</s>", StringComparison.Ordinal));
        Assert.Contains("<s>7.59 KiB → 77 B</s>", page, StringComparison.Ordinal);
        Assert.Contains($"{Codec} (invalid)", page, StringComparison.Ordinal);
    }

    /// <summary>What the page's script shows instead of the first figure is marked for it.</summary>
    private static void AssertMarkedData(string page)
    {
        const string Start = "<script type=\"application/json\" id=\"data\">";
        int from = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        JsonElement cells = JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]).RootElement.GetProperty("cells");
        Assert.Equal([false, true], cells.EnumerateArray().Select(c => c.GetProperty("invalid").GetBoolean()));
    }
}
