using System.Net;
using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.History;
using Bench.Results.Quantities;
using Bench.Results.Store;
using Bench.Tests.Support;

namespace Bench.Tests.Results.History;

public sealed class RunHistoryTests
{
    private static readonly Figure[] Throughput = [FigureCatalog.Get("throughput")];

    [Fact]
    public void Values_stand_in_the_order_of_time()
    {
        HistorySeries series = Assert.Single(Of([Record(2, 120), Record(0, 100), Record(1, 110)]).Series);
        Assert.Equal([100, 110, 120], series.Points.Select(p => Math.Round(p.Value!.Value.Median)));
        Assert.Equal("order/pooled/json/closed:16", series.Label);
        Assert.Null(series.Changes);
    }

    [Fact]
    public void Other_machines_are_series_of_their_own()
    {
        RunHistory history = Of([Record(0, 100), Record(1, 500) with { Environment = SampleRun.Environment with { Fingerprint = "ffff", Cpu = "Other CPU" } }, Record(2, 110)]);
        Assert.Equal(["0123456789abcdef", "ffff"], history.Machines.Select(m => m.Fingerprint));
        Assert.Equal([2, 1], history.Machines.Select(m => m.Records));
        Assert.Contains("Other CPU", history.Machines[1].Title, StringComparison.Ordinal);
        Assert.Equal([100, 110], history.Machines[0].Series[0].Points.Select(p => Math.Round(p.Value!.Value.Median)));
    }

    [Fact]
    public void Machines_without_a_fingerprint_are_never_taken_for_equal()
    {
        EnvironmentInfo unknown = SampleRun.Environment with { Fingerprint = null };
        Assert.Equal(2, Of([Record(0, 100) with { Environment = unknown }, Record(1, 100) with { Environment = unknown }]).Machines.Count);
    }

    [Fact]
    public void Other_terms_are_a_series_of_their_own_and_said()
    {
        RunRecord other = Record(1, 500);
        other = other with { Cells = [other.Cells[0] with { Options = other.Cells[0].Options with { Pool = 8, DurationMs = 5000 } }] };
        Assert.Equal(["order/pooled/json/closed:16", "order/pooled/json/closed:16 (pool 8)"], Of([Record(0, 100), other, Record(2, 100)]).Series.Select(s => s.Label));
    }

    [Fact]
    public void A_change_is_told_with_its_run()
    {
        double[] noise = ChangePointTests.Noise(7, 16);
        HistorySeries series = Assert.Single(Of([.. noise.Select((n, i) => Record(i, (i < 8 ? 1000 : 800) * n))]).Series);
        Assert.Equal(8, Assert.Single(series.Changes!).At);
        string sentence = Assert.Single(HistoryText.Changes(series));
        Assert.Matches(@"^order/pooled/json/closed:16: Throughput falls 1\.[23]× \(worse\), from .* k?/s to \d+/s, with the run of 2026-01-10 03:04 \(0123abc\)\.$", sentence);
        Assert.Matches("^[▁-█]{8}│[▁-█]{8}$", Sparkline.Of(series, 40));
        Assert.Matches("^…│[▁-█]{8}$", Sparkline.Of(series, 8));
    }

    [Fact]
    public void Invalid_cells_are_marked_and_change_nothing()
    {
        double[] noise = ChangePointTests.Noise(8, 12);
        RunRecord[] records = [.. noise.Select((n, i) => i < 6 ? Record(i, 1000 * n) : Invalid(Record(i, 5000 * n)))];
        HistorySeries series = Assert.Single(Of(records).Series);
        Assert.Equal(12, series.Points.Count);
        Assert.Null(series.Changes);
        Assert.EndsWith("✗✗✗✗✗✗", Sparkline.Of(series, 40), StringComparison.Ordinal);

        // Amid a sound series they don't shift the place of the change either.
        RunRecord[] stepped = [.. noise.Select((n, i) => Record(i, (i < 6 ? 1000 : 2000) * n)), Invalid(Record(2, 9))];
        stepped = [.. stepped.Take(2), stepped[^1] with { StartedAt = stepped[1].StartedAt.AddMinutes(1) }, .. stepped.Skip(2).SkipLast(1)];
        Assert.Equal(7, Assert.Single(Assert.Single(Of(stepped).Series).Changes!).At);
    }

    [Fact]
    public void A_figure_that_nobody_measured_is_left_out()
    {
        Assert.Empty(RunHistory.Of(Folder([Record(0, 100)]), [FigureCatalog.Get("capacity")]).Series);
        Assert.Equal("response.p99", RunHistory.FindFigure("p99")?.Name);
        Assert.Null(RunHistory.FindFigure("p98"));
    }

    [Fact]
    public void Too_short_series_are_said()
    {
        Assert.Equal("Changes are looked for from 10 valid records on; no series has so many (the longest of these has 2).", HistoryText.TooShort(Of([Record(0, 1), Record(1, 1)])));
        Assert.Null(HistoryText.TooShort(Of([.. Enumerable.Range(0, 10).Select(i => Record(i, 1))])));
    }

    [Fact]
    public async Task Records_of_a_folder_are_found_and_the_rest_is_named()
    {
        using var folder = new TemporaryFolder();
        await RunRecordStore.WriteAsync(Record(1, 110), folder.File("later"));
        string first = await RunRecordStore.WriteAsync(Record(0, 100), folder.File("first"));
        File.Copy(first, folder.File("copy.json"));
        folder.File("policy.json", "{\"rounds\": 20}");
        folder.File("half.json", (await File.ReadAllTextAsync(first))[..200]);
        folder.File("forged.json", (await File.ReadAllTextAsync(first)).Replace("\"seed\": 42", "\"seed\": 43", StringComparison.Ordinal));
        Directory.CreateDirectory(folder.File("empty"));

        HistoryFolder found = await HistoryFolder.ReadAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal([0, 1], found.Records.Select(r => r.Record.StartedAt.Day - 2));
        Assert.Equal(["first/run.json", "forged.json", "half.json", "policy.json"], found.Skipped.Select(s => Path.GetRelativePath(folder.Path, s.Path)).Order());
        Assert.All(found.Skipped, s => Assert.Contains(s.Path, s.Reason, StringComparison.Ordinal));
        Assert.Equal("Trust: 2 records: 2 valid, 0 degraded, 0 invalid. 4 files skipped.", HistoryText.Trust(found));
    }

    [Fact]
    public void The_page_holds_every_value_and_nothing_that_runs()
    {
        RunRecord hostile = Record(0, 100);
        hostile = hostile with { Cells = [hostile.Cells[0] with { Id = SampleRun.Hostile }] };
        HistoryFolder folder = Folder([hostile, Record(1, 110), Invalid(Record(2, 990))]) with { Skipped = [new SkippedFile("x", SampleRun.Hostile)] };
        using StringWriter writer = new();
        HtmlHistory.Write(folder, RunHistory.Of(folder, Throughput), writer);
        string page = writer.ToString();
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("<td>110/s</td>", page, StringComparison.Ordinal);
        Assert.Contains("<s>990/s</s>", page, StringComparison.Ordinal);
        string data = page.Split("id=\"data\">")[1].Split("</script>")[0];
        Assert.Equal(2, JsonNode.Parse(data)!.AsArray().Count);
    }

    [Fact]
    public void Each_chart_is_drawn_from_its_own_series()
    {
        HistoryFolder folder = Folder([.. Enumerable.Range(0, 2).Select(day => SampleRun.Matrix() with { StartedAt = SampleRun.Matrix().StartedAt.AddDays(day) })]);
        var history = RunHistory.Of(folder, RunHistory.DefaultFigures);
        using StringWriter writer = new();
        HtmlHistory.Write(folder, history, writer);
        string[] values = [.. writer.ToString().Split("<figure>").Skip(1).Select(f => WebUtility.HtmlDecode(f.Split("<td>")[1].Split("</td>")[0]))];
        JsonArray data = JsonNode.Parse(writer.ToString().Split("id=\"data\">")[1].Split("</script>")[0])!.AsArray();
        Assert.Equal(9 * 5, values.Length);
        Assert.Equal(values, data.Select(d => (string)d!["texts"]![0]!));
        Assert.Equal("Throughput", HistoryText.Name(FigureCatalog.Get(history.Machines[0].Series[8].Figure)));
    }

    private static RunRecord Record(int day, double rate)
    {
        RunRecord run = SampleRun.Complete([SampleRun.Cell("order", "pooled", "json", [.. Enumerable.Range(1, 6).Select(r => SampleRun.Round(r, rate))])]);
        return run with { StartedAt = run.StartedAt.AddDays(day) };
    }

    private static RunRecord Invalid(RunRecord run) => run with
    {
        Cells = [.. run.Cells.Select(c => c with { Trust = c.Trust with { Verdict = TrustVerdict.Invalid } })],
    };

    private static HistoryFolder Folder(IReadOnlyList<RunRecord> records) =>
        new([.. records.Select((r, i) => new StoredRun(r, $"{i}/run.json", true)).OrderBy(r => r.Record.StartedAt)], []);

    private static RunHistory Of(IReadOnlyList<RunRecord> records) => RunHistory.Of(Folder(records), Throughput);
}
