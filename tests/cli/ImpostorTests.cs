using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>A codec, a carrier, a link and a scenario of somebody else, one file each, with the command of one line that knows them.</summary>
[Collection(ProcessTests.Name)]
public sealed class ImpostorTests
{
    [Fact]
    public async Task They_are_listed()
    {
        await using Command list = Command.Start("impostors", "list");

        Command.Result result = await list.EndAsync();

        Assert.Equal(0, result.ExitCode);
        foreach (string name in (string[])["  xor ", "  pooled+stalling ", "  greet ", "  stalling ", "  satellite "])
        {
            Assert.Contains(name, result.Out, StringComparison.Ordinal);
        }
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
}
