using System.Text;
using System.Text.Json.Nodes;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Reports;
using Bench.Results.Store;
using Bench.Tests.Support;
using CsCheck;

namespace Bench.Tests.Results;

/// <summary>Records that came to harm, or from elsewhere; names that are none; secrets that must not get out.</summary>
[Collection(ProcessTests.Name)]
public sealed class RecordCaseTests
{
    private const string Canary = "c4n4ry-7f3a";

    private static readonly string[] Formats = [.. new PlugCatalog(typeof(IReport).Assembly).All<IReport>().Select(r => r.Name)];

    private static readonly string Whole = RunRecordStore.ToJson(SampleRun.Complete([.. SampleRun.Matrix(1).Cells.Take(1)]));

    [Fact]
    public void Case72_a_flipped_bit_is_refused_by_its_place_or_changes_nothing()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Whole);
        int refused = 0;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[0, 7]).Sample(
            (at, bit) =>
            {
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << bit);
                if (Read(Encoding.UTF8.GetString(flipped)) is not { } read)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                // What can be read says the same, or that its checksum is gone (the name of that member was hit).
                Assert.True(!read.HasIntegrity || RunRecordStore.ToJson(read.Record) == Whole, $"bit {bit} of byte {at}");
            },
            iter: 3000,
            threads: 1);
        Assert.True(refused > 2500, $"{refused} refused");
    }

    [Fact]
    public void Case72_what_is_read_of_a_record_without_checksum_can_be_reported()
    {
        JsonObject document = JsonNode.Parse(Whole)!.AsObject();
        document.Remove("integrity");
        byte[] bytes = Encoding.UTF8.GetBytes(document.ToJsonString(RunRecordJson.Options));
        IReport[] reports = [.. Formats.Select(f => new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", f))];
        int read = 0;
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[0, 7]).Sample(
            (at, bit) =>
            {
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << bit);
                if (Read(Encoding.UTF8.GetString(flipped)) is { } stored)
                {
                    read++;
                    Assert.All(reports, r => Assert.NotEmpty(SampleRun.Render(r, stored.Record)));
                }
            },
            iter: 300,
            threads: 1);
        Assert.True(read > 0);
    }

    [Fact]
    public void Case72_a_record_cut_off_anywhere_is_refused_with_the_place() =>
        Gen.Int[0, Whole.Length - 1].Sample(
            length =>
            {
                RunRecordException e = Assert.Throws<RunRecordException>(() => RunRecordStore.Parse(Whole[..length], "run.json"));
                Assert.StartsWith("$", e.Member, StringComparison.Ordinal);
            },
            iter: 500,
            threads: 1);

    [Theory]
    [InlineData("cut", "$.cells[0]")]
    [InlineData("flipped", "$.integrity.sha256")]
    [InlineData("nan", "$.cells[0].rounds[0].goodputPerSecond")]
    [InlineData("infinite", "$.cells[0].rounds[0].goodputPerSecond")]
    [InlineData("negative", "$.cells[0].rounds[0].counts.ok")]
    [InlineData("older", "$.schema: found the schema 'rpcbench.run/0'")]
    [InlineData("newer", "$.schema: found the schema 'rpcbench.run/2'")]
    public async Task Case72_the_command_refuses_what_is_damaged_by_its_member(string harm, string member)
    {
        using var folder = new TemporaryFolder();
        string json = harm switch
        {
            "cut" => Whole[..(Whole.Length / 2)],
            "flipped" => Whole.Replace("\"seed\": 42", "\"seed\": 43", StringComparison.Ordinal),
            "nan" => Changed("goodputPerSecond", "NaN"),
            "infinite" => Changed("goodputPerSecond", "1e999"),
            "negative" => Changed("ok", "-1"),
            "older" => Whole.Replace("rpcbench.run/1", "rpcbench.run/0", StringComparison.Ordinal),
            _ => Whole.Replace("rpcbench.run/1", "rpcbench.run/2", StringComparison.Ordinal),
        };
        string path = folder.File("run.json", json);

        Command.Result result = await Command.RunAsync("report", path, "--format", "csv");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"rpcbench: {path}, {member}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("md")]
    [InlineData("html")]
    public void Case72_a_record_of_changed_sources_or_without_checksum_says_so(string format)
    {
        IReport report = new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", format);
        RunRecord run = SampleRun.Matrix();
        Assert.DoesNotContain("with changes", SampleRun.Render(report, run), StringComparison.Ordinal);
        Assert.Contains("0123abc with changes", SampleRun.Render(report, run with { Tool = run.Tool with { Dirty = true } }), StringComparison.Ordinal);
        Assert.Contains("No checksum: changes since the measurement would go unnoticed.", SampleRun.Render(report, run with { Integrity = null }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case71_reports_of_hostile_names_are_written_where_they_belong_and_nowhere_else()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["../../x", "CON", "nul\0l", new string('x', 10_240), "\u202Egnitset", "<script>alert(1)</script>", "a|b", "=cmd()"];
        RunRecord run = SampleRun.Complete([.. names.Select(n => SampleRun.Cell(n, n, n, [SampleRun.Round()]))]);
        string home = Path.Combine(folder.Path, "in", "=cmd()");
        await RunRecordStore.WriteAsync(run, home);

        Command.Result result = await Command.RunAsync("report", home, "--format", string.Join(',', Formats), "--out", folder.File("out"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["in", "out"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        string[] files = [.. new PlugCatalog(typeof(IReport).Assembly).All<IReport>().Select(r => r.FileName).Order()];
        Assert.Equal(files, Directory.GetFileSystemEntries(folder.File("out")).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(await File.ReadAllLinesAsync(folder.File("out/report.csv")), line => line.StartsWith('=') || line.Contains(",=cmd()", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case73_secrets_of_environment_and_addresses_are_in_no_output()
    {
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start(
            "/usr/bin/env", $"RPCBENCH_TOKEN={Canary}", $"AWS_SECRET_ACCESS_KEY={Canary}", $"HOSTNAME={Canary}", $"DOTNET_{Canary.Replace('-', '_')}={Canary}",
            Command.Program(), "run", "--scenarios", "echo", "--transports", "pooled", "--codecs", "messagepack", "--count", "40", "--warmup", "50ms", "--rounds", "1", "--out", folder.File("run"));
        Command.Result ran = await run.EndAsync();
        Assert.True(ran.ExitCode is 0 or 3, ran.Error);
        Command.Result rendered = await Command.RunAsync("report", folder.File("run"), "--format", string.Join(',', Formats));
        Assert.Equal(0, rendered.ExitCode);

        string[] files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.True(files.Length >= Formats.Length, string.Join(' ', files));
        foreach (string text in files.Select(File.ReadAllText).Append(ran.Out + ran.Error + rendered.Out + rendered.Error))
        {
            Assert.DoesNotContain(Canary, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Canary.Replace('-', '_'), text, StringComparison.OrdinalIgnoreCase);
            Assert.False(Environment.MachineName.Length > 3 && text.Contains(Environment.MachineName, StringComparison.Ordinal), $"the host is named {Environment.MachineName}");
        }
    }

    [Theory]
    [InlineData("--directory", $"redis://user:{Canary}@127.0.0.1:6379")]
    [InlineData("--directory", $"redis://{Canary}@127.0.0.1:6379")]
    [InlineData("--directory", $"redis://127.0.0.1:6379?password={Canary}")]
    [InlineData("--endpoint", $"user:{Canary}@127.0.0.1:5000")]
    [InlineData("--endpoint", $"http://{Canary}@127.0.0.1:5000")]
    public async Task Case73_an_address_with_a_secret_is_refused_without_repeating_it(string option, string address)
    {
        using var folder = new TemporaryFolder();
        Command.Result given = await Command.RunAsync("run", option, address);
        Command.Result planned = await Command.RunAsync("run", folder.File("plan.json", $"{{ \"{option.TrimStart('-')}\": \"{address}\" }}"));
        Command.Result unknown = await Command.RunAsync("run", folder.File("other.json", $"{{ \"password\": \"{Canary}\" }}"));
        foreach (Command.Result result in (Command.Result[])[given, planned, unknown])
        {
            Assert.Equal(2, result.ExitCode);
            Assert.DoesNotContain(Canary, result.Out + result.Error, StringComparison.Ordinal);
        }
        Assert.Contains("127.0.0.1", given.Error, StringComparison.Ordinal);
    }

    private static string Changed(string member, string value)
    {
        int at = Whole.IndexOf($"\"{member}\": ", Whole.IndexOf("\"rounds\": [\n", StringComparison.Ordinal), StringComparison.Ordinal) + member.Length + 4;
        string without = Whole[..at] + value + Whole[Whole.IndexOfAny([',', '\n'], at)..];
        int integrity = without.IndexOf("  \"integrity\"", StringComparison.Ordinal);
        int end = without.IndexOf('}', integrity) + 1;
        return without[..integrity].TrimEnd().TrimEnd(',') + without[end..];
    }

    private static StoredRun? Read(string json)
    {
        try
        {
            return RunRecordStore.Parse(json, "run.json");
        }
        catch (RunRecordException e)
        {
            Assert.StartsWith("$", e.Member, StringComparison.Ordinal);
            return null;
        }
    }
}
