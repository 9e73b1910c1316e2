using System.Text.Json;
using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>A codec, a carrier, a link, a scenario and an examination of somebody else, one file each, with the command of one line that knows them.</summary>
[Collection(ProcessTests.Name)]
public sealed class ImpostorTests
{
    [Fact]
    public async Task They_are_listed()
    {
        await using Command list = Command.Start("impostors", "list");

        Command.Result result = await list.EndAsync();

        Assert.Equal(0, result.ExitCode);
        foreach (string name in (string[])["  xor ", "  pooled+stalling ", "  greet ", "  stalling ", "  satellite ", "  weekend "])
        {
            Assert.Contains(name, result.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_examination_takes_part_after_those_that_ship()
    {
        await using Command doctor = Command.Start("impostors", "doctor", "--json");

        Command.Result result = await doctor.EndAsync();

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        JsonElement last = JsonDocument.Parse(result.Out).RootElement.GetProperty("examinations").EnumerateArray().Last();
        Assert.Equal("weekend", last.GetProperty("name").GetString());
        Assert.EndsWith("day", last.GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_run_in_the_matrix()
    {
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start(
            "impostors", "run", "--scenarios", "greet,order", "--transports", "per-call+stalling,multiplexed", "--codecs", "xor,json",
            "--load", "closed:2", "--duration", "300ms", "--warmup", "100ms", "--rounds", "1", "--json", "--out", folder.Path);

        Command.Result result = await run.EndAsync();

        RunRecord record = result.Record;
        Assert.Equal(8, record.Cells.Count);
        Assert.All(record.Cells, c => Assert.True(c.Rounds[0].Counts.Ok > 0 && c.Rounds[0].Counts.Error == 0, c.Id));
        Assert.All(
            record.Cells.Where(c => c.Transport == "per-call+stalling"),
            c => Assert.True(c.Rounds[0].Latency!.Service!.P50Ns >= Bench.Impostors.StallingCarrier.Stall.TotalMilliseconds * 1e6, c.Id));
    }

    [Fact]
    public async Task A_contract_that_a_binding_cannot_serve_is_told_apart_from_those_it_can()
    {
        await using Command run = Command.Start(
            "impostors", "run", "--scenarios", "greet,order", "--transports", "pooled", "--codecs", "xor", "--binding", "generated", "--dry-run");
        await using Command serve = Command.Start("impostors", "serve", "--endpoint", "127.0.0.1:0", "--binding", "generated", "--scenarios", "order,greet");

        Command.Result ran = await run.EndAsync();
        Command.Result served = await serve.EndAsync();

        Assert.Equal((0, 2), (ran.ExitCode, served.ExitCode));
        Assert.StartsWith("order/pooled/xor/", ran.Out, StringComparison.Ordinal);
        Assert.Contains("not measured: greet/pooled/xor/closed:16: the binding 'generated' can't serve greet: Bench.Impostors.IGreet is not marked [RpcContract]", ran.Out, StringComparison.Ordinal);
        Assert.Contains("'greet' can't be served: the binding 'generated' can't serve greet: Bench.Impostors.IGreet is not marked", served.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_leaves_out_what_its_binding_cannot_serve()
    {
        using var folder = new TemporaryFolder();
        await using Command serve = Command.Start("impostors", "serve", "--endpoint", "127.0.0.1:0", "--binding", "generated");
        string endpoint = (await serve.FirstLine)["listening ".Length..];

        Command.Result result = await Command.RunAsync(
            "run", "--endpoint", endpoint, "--scenarios", "order", "--transports", "pooled", "--codecs", "json", "--binding", "reflection",
            "--load", "closed:2", "--count", "40", "--warmup", "50ms", "--rounds", "1", "--json", "--out", folder.Path);

        Assert.Contains("not served: greet: ", serve.Error, StringComparison.Ordinal);
        Assert.Equal(40, Assert.Single(result.Record.Cells).Rounds[0].Counts.Ok);
    }
}
