using System.Text.Json;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Reports;
using Bench.Results.Store;
using Xunit;

namespace Bench.Tests.Results;

public sealed class ReportTests
{
    public static TheoryData<string> Names => [.. new PlugCatalog(typeof(IReport).Assembly).All<IReport>().Select(r => r.Name)];

    [Theory]
    [InlineData("md")]
    [InlineData("csv")]
    [InlineData("hgrm")]
    public void A_report_is_as_its_golden_file(string name)
    {
        IReport report = Find(name);
        Golden.Matches($"tests/results/golden/matrix.{name}", SampleRun.Render(report, SampleRun.Matrix()));
        Golden.Matches($"tests/results/golden/troubled.{name}", SampleRun.Render(report, SampleRun.Troubled()));
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
    public void The_page_without_its_assets_is_as_its_golden_file()
    {
        string page = SampleRun.Render(Find("html"), SampleRun.Matrix());
        int from = page.IndexOf("<body>", StringComparison.Ordinal);
        int to = page.IndexOf("<script type=", StringComparison.Ordinal);
        Golden.Matches("tests/results/golden/matrix.body.html", page[from..to]);
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

    private static IReport Find(string name) => new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", name);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static int Columns(string line) => Count(line.Replace("\\|", "", StringComparison.Ordinal), "|");
}
