using System.Text.Json.Nodes;
using Bench.Harness.Record;
using Bench.Results.Store;
using Xunit;

namespace Bench.Tests.Results;

public sealed class RunRecordStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpcbench-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_written_can_be_read_by_folder_and_by_file()
    {
        RunRecord run = SampleRun.Troubled();
        string path = await RunRecordStore.WriteAsync(run, Path.Combine(_folder, "new", "run"), TestContext.Current.CancellationToken);
        StoredRun byFile = await RunRecordStore.ReadAsync(path, TestContext.Current.CancellationToken);
        StoredRun byFolder = await RunRecordStore.ReadAsync(Path.GetDirectoryName(path)!, TestContext.Current.CancellationToken);
        Assert.True(byFile.HasIntegrity);
        Assert.Equal(RunRecordStore.ToJson(run), RunRecordStore.ToJson(byFile.Record));
        Assert.Equal(RunRecordStore.ToJson(run), RunRecordStore.ToJson(byFolder.Record));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Members_of_newer_versions_are_under_the_checksum()
    {
        JsonObject document = Document();
        document["colour"] = new JsonArray(1.50, "ü<>");
        document["integrity"]!["sha256"] = RunRecordChecksum.Of(document);
        Assert.True(RunRecordStore.Parse(document.ToJsonString(), "x").HasIntegrity);
        document["colour"] = "red";
        Refused(document.ToJsonString(), "$.integrity.sha256", "changed after it was written");
    }

    [Fact]
    public void Case72_layout_does_not_matter_content_does()
    {
        Assert.True(RunRecordStore.Parse(Document().ToJsonString(), "x").HasIntegrity);
        Refused(RunRecordStore.ToJson(SampleRun.Matrix()).Replace("\"seed\": 42", "\"seed\": 43", StringComparison.Ordinal), "$.integrity.sha256", "checksum");
    }

    [Fact]
    public void Case72_an_absent_checksum_is_accepted_and_flagged()
    {
        JsonObject document = Document();
        document.Remove("integrity");
        StoredRun stored = RunRecordStore.Parse(document.ToJsonString(), "x");
        Assert.False(stored.HasIntegrity);
        Assert.Null(stored.Record.Integrity);
    }

    [Theory]
    [InlineData("schema", null, "$.schema", "no schema")]
    [InlineData("schema", "\"rpcbench.run/2\"", "$.schema", "'rpcbench.run/2'; this version reads 'rpcbench.run/1'")]
    [InlineData("schema", "7", "$.schema", "a schema of kind Number")]
    [InlineData("tool", null, "$", "tool")]
    [InlineData("trust", null, "$", "trust")]
    [InlineData("cells", "7", "$.cells", "")]
    [InlineData("startedAt", "\"yesterday\"", "$.startedAt", "")]
    [InlineData("cells.0.rounds.0.counts", null, "$.cells[0].rounds[0]", "counts")]
    [InlineData("cells.0.rounds.0.counts.ok", "-1", "$.cells[0].rounds[0].counts.ok", "-1 can't be")]
    [InlineData("cells.0.rounds.0.errors.remote", "-1", "$.cells[0].rounds[0].errors.remote", "-1 can't be")]
    [InlineData("cells.1.rounds.0.throughputPerSecond", "1e999", "$.cells[1].rounds[0].throughputPerSecond", "1e999 can't be")]
    [InlineData("cells.1.rounds.0.throughputPerSecond", "\"NaN\"", "$.cells[1].rounds[0].throughputPerSecond", "")]
    [InlineData("cells.0.id", "null", "$.cells[0].id", "")]
    public void Case72_a_wrong_member_is_refused_by_its_path(string member, string? value, string at, string problem)
    {
        JsonObject document = Document();
        document.Remove("integrity");
        string[] steps = member.Split('.');
        JsonNode parent = steps[..^1].Aggregate((JsonNode)document, (n, s) => n is JsonArray items ? items[int.Parse(s, null)]! : n[s]!);
        if (value is null)
        {
            parent.AsObject().Remove(steps[^1]);
        }
        else
        {
            parent[steps[^1]] = JsonNode.Parse(value);
        }

        Refused(document.ToJsonString(), at, problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"schema\":\"rpcbench.run/1\",\"schema\":\"rpcbench.run/1\"}")]
    public void What_is_no_record_is_refused(string text) => Assert.Throws<RunRecordException>(() => RunRecordStore.Parse(text, "x"));

    [Fact]
    public void A_record_cut_off_anywhere_is_refused()
    {
        string whole = RunRecordStore.ToJson(SampleRun.Matrix(1));
        for (int length = 0; length < whole.Length; length += 997)
        {
            Assert.Throws<RunRecordException>(() => RunRecordStore.Parse(whole[..length], "x"));
        }
    }

    [Fact]
    public async Task A_missing_record_is_named()
    {
        RunRecordException e = await Assert.ThrowsAsync<RunRecordException>(() => RunRecordStore.ReadAsync(_folder, TestContext.Current.CancellationToken));
        Assert.Contains(Path.Combine(_folder, "run.json"), e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public async Task Figures_that_can_not_be_are_not_written_and_the_old_file_stays(double figure)
    {
        RunRecord run = SampleRun.Matrix(1);
        string path = await RunRecordStore.WriteAsync(run, _folder, TestContext.Current.CancellationToken);
        string before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        CellRecord cell = run.Cells[0] with { Rounds = [run.Cells[0].Rounds[0] with { ThroughputPerSecond = figure }] };
        await Assert.ThrowsAsync<RunRecordException>(() => RunRecordStore.WriteAsync(run with { Cells = [cell] }, _folder, TestContext.Current.CancellationToken));
        Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Case69_what_can_not_be_written_is_named_and_leaves_nothing_behind()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "in the way", TestContext.Current.CancellationToken);
        IOException notAFolder = await Assert.ThrowsAsync<IOException>(() => RunRecordStore.WriteAsync(SampleRun.Matrix(1), file, TestContext.Current.CancellationToken));
        Assert.Contains(Path.Combine(file, "run.json"), notAFolder.Message, StringComparison.Ordinal);

        // The rename fails after everything was written: a folder stands where the file should be.
        Directory.CreateDirectory(Path.Combine(_folder, "run.json", "full"));
        await Assert.ThrowsAsync<IOException>(() => RunRecordStore.WriteAsync(SampleRun.Matrix(1), _folder, TestContext.Current.CancellationToken));
        Assert.Equal(["file", "run.json"], Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Case70_runs_that_save_at_once_leave_one_whole_record()
    {
        RunRecord[] runs = [.. Enumerable.Range(0, 8).Select(i => SampleRun.Matrix(1) with { Seed = (ulong)i })];
        await Task.WhenAll(runs.Select(r => RunRecordStore.WriteAsync(r, _folder, TestContext.Current.CancellationToken)));
        StoredRun stored = await RunRecordStore.ReadAsync(_folder, TestContext.Current.CancellationToken);
        Assert.True(stored.HasIntegrity);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    private static JsonObject Document() => JsonNode.Parse(RunRecordStore.ToJson(SampleRun.Matrix(1)))!.AsObject();

    private static void Refused(string json, string member, string problem)
    {
        RunRecordException e = Assert.Throws<RunRecordException>(() => RunRecordStore.Parse(json, "some/run.json"));
        Assert.Equal(member, e.Member);
        Assert.Contains("some/run.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }
}
