using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Codecs beyond the first three, from the command line, in real processes.</summary>
[Collection(ProcessTests.Name)]
public sealed class CodecFieldTests
{
    [Fact]
    public async Task Each_runs_by_its_name_and_is_absent_where_it_carries_nothing()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo,raw-1k", "--transports", "multiplexed", "--codecs", "stj,memorypack,nerdbank,bytes", "--load", "closed:2",
            "--count", "100", "--warmup", "50ms", "--rounds", "1", "--json", "--out", folder.Path);

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.Equal(
            ["echo/stj", "echo/memorypack", "echo/nerdbank", "raw-1k/stj", "raw-1k/memorypack", "raw-1k/nerdbank", "raw-1k/bytes"],
            result.Record.Cells.Select(c => $"{c.Scenario}/{c.Codec}"));
        Assert.All(result.Record.Cells, c => Assert.True(c.Rounds[0] is { Failure: null, Counts.Ok: 100, ServerHandled: >= 100 }, c.Id));
        AbsentCell absent = Assert.Single(result.Record.Absent!);
        Assert.Equal("echo/multiplexed/bytes/closed:2", absent.Id);
        Assert.Contains("bytes can't carry EchoMessage: Bench.Scenarios.EchoMessage is not plain bytes", absent.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_without_generated_code_is_absent_with_what_it_lacks()
    {
        await using Command run = Command.Start("impostors", "run", "--scenarios", "greet", "--transports", "pooled", "--codecs", "json,stj,memorypack,nerdbank,bytes", "--dry-run");

        Command.Result result = await run.EndAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("greet/pooled/json/closed:16\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("stj can't carry Guest: Bench.Impostors.Guest has no generated JSON form: put [JsonSerializable(typeof(Guest))]", result.Out, StringComparison.Ordinal);
        Assert.Contains("memorypack can't carry Guest: Bench.Impostors.Guest has no generated MemoryPack form", result.Out, StringComparison.Ordinal);
        Assert.Contains("nerdbank can't carry Guest: Bench.Impostors.Guest has no generated shape: put [GenerateShapeFor<Guest>]", result.Out, StringComparison.Ordinal);
        Assert.Contains("bytes can't carry Guest: Bench.Impostors.Guest is not plain bytes", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_codec_that_chosen_bytes_can_harm_is_served_only_if_it_is_named()
    {
        using var folder = new TemporaryFolder();
        await using Command all = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0");
        await using Command named = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0", "--codecs", "memorypack");

        Command.Result refused = await DriveAsync(all, folder.File("refused"));
        Command.Result served = await DriveAsync(named, folder.File("served"));

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("'memorypack', this server", refused.Error, StringComparison.Ordinal);
        Assert.Contains("not served: memorypack: ", all.Error, StringComparison.Ordinal);
        Assert.Equal(40, Assert.Single(served.Record.Cells).Rounds[0].Counts.Ok);
        Assert.DoesNotContain("not served", named.Error, StringComparison.Ordinal);
    }

    private static async Task<Command.Result> DriveAsync(Command server, string folder)
    {
        string endpoint = (await server.FirstLine)["listening ".Length..];
        return await Command.RunAsync(
            "run", "--endpoint", endpoint, "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "memorypack", "--load", "closed:2",
            "--count", "40", "--warmup", "50ms", "--rounds", "1", "--json", "--out", folder);
    }
}
