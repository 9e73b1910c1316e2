using System.Text.Json;
using System.Xml.Linq;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Reports;
using Bench.Results.Store;
using Xunit;

namespace Bench.Tests.Results;

public sealed class ReportTests
{
    public static TheoryData<string> Names => [.. new PlugCatalog(typeof(IReport).Assembly).All<IReport>().Select(r => r.Name)];

    public static MatrixTheoryData<string, string> NamesAndCultures => new(Names.Select(n => n.Data), Cultures.All.Keys);

    [Theory]
    [MemberData(nameof(NamesAndCultures))]
    public void A_report_is_as_its_golden_file_in_every_culture(string name, string culture)
    {
        if (Golden.IsUpdated && culture != Cultures.Invariant)
        {
            return;
        }

        using var _ = Cultures.Use(culture);
        foreach ((string run, RunRecord record) in Samples(name))
        {
            using StringWriter writer = new();
            Find(name).Write(record, writer);
            Golden.Matches($"tests/results/golden/{run}.{name}", name == "html" ? Body(writer.ToString()) : writer.ToString());
        }
    }

    [Fact]
    public void The_answer_of_a_laboratory_comes_right_after_the_verdict()
    {
        string page = SampleRun.Render(Find("html"), SampleRun.Answered());
        int from = page.IndexOf("<body>", StringComparison.Ordinal);
        int to = page.IndexOf("<section id=\"trust\"", StringComparison.Ordinal);
        Golden.Matches("tests/results/golden/answered.head.html", page[from..to]);
        string text = SampleRun.Render(Find("md"), SampleRun.Answered());
        Golden.Matches("tests/results/golden/answered.head.md", text[..text.IndexOf("- note", StringComparison.Ordinal)]);
        Assert.DoesNotContain("What to pick", page + text, StringComparison.Ordinal);
    }

    [Fact]
    public void Searches_are_shown_window_by_window()
    {
        string text = SampleRun.Render(Find("md"), SampleRun.Searched());
        Golden.Matches("tests/results/golden/searched.md", text[..text.IndexOf("## Payload sizes", StringComparison.Ordinal)]);
        string page = SampleRun.Render(Find("html"), SampleRun.Searched());
        int from = page.IndexOf("<section id=\"searches\"", StringComparison.Ordinal);
        Golden.Matches("tests/results/golden/searched.html", page[from..(page.IndexOf("</section>", from, StringComparison.Ordinal) + "</section>\n".Length)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_report_begins_with_its_trust_verdict(string name)
    {
        string text = SampleRun.Render(Find(name), SampleRun.Troubled());
        string visible = name switch
        {
            "html" => text[text.IndexOf("<body>", StringComparison.Ordinal)..].Split('\n')[1],
            "json" => JsonDocument.Parse(text).RootElement.GetProperty("trust").GetProperty("verdict").GetString()!,
            "junit" => XDocument.Parse(text).Root!.Attribute("name")!.Value,
            "github" => JsonDocument.Parse(text).RootElement[0].GetProperty("extra").GetString()!.Split('\n')[0],
            "bmf" => JsonDocument.Parse(text).RootElement.EnumerateObject().First().Value.GetProperty("invalid-cells").GetProperty("value").GetInt32() > 0 ? "invalid" : "",
            _ => text.Split('\n')[0],
        };
        Assert.Contains("invalid", visible, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    [InlineData("csv")]
    [InlineData("hgrm")]
    public void Case71_hostile_names_stay_text(string name)
    {
        string text = SampleRun.Render(Find(name), SampleRun.Troubled() with { Laboratory = SampleRun.Answered().Laboratory });
        string[] lines = text.Split('\n');
        Assert.DoesNotContain('\u202E', name == "csv" ? "" : text);
        Assert.DoesNotContain(lines, l => l.StartsWith("## heading", StringComparison.Ordinal) && name != "csv");
        switch (name)
        {
            case "html":
                Assert.DoesNotContain("<script>alert", text, StringComparison.Ordinal);
                Assert.Equal(3, Count(text, "<script"));
                break;
            case "md":
                Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
                Assert.Single(lines.Where(l => l.StartsWith('|')).Select(Columns).Where(c => c > 6).Distinct());
                break;
            case "csv":
                Assert.Contains(",'=cmd(),", text, StringComparison.Ordinal);
                Assert.DoesNotContain(",=cmd(),", text, StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public void The_page_loads_nothing()
    {
        string page = SampleRun.Render(Find("html"), SampleRun.Matrix());
        Assert.Contains("default-src 'none'; style-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html", "<s class=\"figure\">")]
    [InlineData("md", "~~")]
    public void Invalid_cells_are_marked_at_their_figures(string name, string mark)
    {
        Assert.Contains(mark, SampleRun.Render(Find(name), SampleRun.Troubled()), StringComparison.Ordinal);
        Assert.DoesNotContain(mark, SampleRun.Render(Find(name), SampleRun.Matrix()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_json_report_is_the_record_again()
    {
        RunRecord run = SampleRun.Matrix();
        Assert.Equal(RunRecordStore.ToJson(run) + "\n", SampleRun.Render(Find("json"), run));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_without_cells_can_be_reported(string name) =>
        Assert.NotEmpty(SampleRun.Render(Find(name), SampleRun.Complete([])));

    /// <summary>What is rendered of a format; the record itself is long, so that one cell of it will do.</summary>
    private static IEnumerable<(string Name, RunRecord Run)> Samples(string format) => format == "json"
        ? [("single", SampleRun.Complete([.. SampleRun.Matrix(1).Cells.Take(1)]))]
        : [("matrix", SampleRun.Matrix()), ("troubled", SampleRun.Troubled()), ("swept", SampleRun.Swept())];

    /// <summary>The page without its style, its scripts and their data.</summary>
    private static string Body(string page) =>
        page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("<script type=", StringComparison.Ordinal)];

    private static IReport Find(string name) => new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", name);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static int Columns(string line) => Count(line.Replace("\\|", "", StringComparison.Ordinal), "|");
}
