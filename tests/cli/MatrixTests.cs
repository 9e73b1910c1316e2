using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>The matrix of the plugs that ship, over real sockets, every launch in processes of its own.</summary>
[Collection(ProcessTests.Name)]
public sealed class MatrixTests
{
    [Fact]
    public async Task Forty_five_cells_add_up_and_follow_the_published_schema()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo,order,page", "--transports", "per-call,pooled,multiplexed,pooled+unix,multiplexed+unix",
            "--codecs", "json,messagepack,protobuf", "--load", "closed:8", "--duration", "200ms", "--warmup", "50ms", "--rounds", "1",
            "--json", "--out", folder.Path);

        RunRecord run = result.Record;
        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.Equal(45, run.Cells.Count);
        Assert.Empty(PublishedSchema.Violations(result.Out));
        foreach (CellRecord cell in run.Cells)
        {
            RoundRecord round = Assert.Single(cell.Rounds);
            CallCounts counts = round.Counts;
            Assert.True(round.Failure is null, $"{cell.Id}: {round.Failure}");
            Assert.True(counts.Ok > 0, cell.Id);
            Assert.Equal(counts.Scheduled, counts.Started + counts.Dropped);
            Assert.Equal(counts.Started, counts.Ok + counts.Error + counts.Timeout + counts.Cancelled);
            Assert.Equal(counts.Error, round.Errors.Values.Sum());
            Assert.Equal(counts.Ok + counts.Error + counts.Timeout, HistogramText.Decode(round.Latency!.ResponseHdr!).TotalCount);
            Assert.Equal(counts.Ok + counts.Error + counts.Timeout, HistogramText.Decode(round.Latency.ServiceHdr!).TotalCount);
            Assert.Equal(counts.Ok, round.ServerHandled);
            Assert.True(round.Wire!.BytesOutPerCall >= 20 && round.Wire.BytesInPerCall >= 20, cell.Id);
        }
        Assert.All(run.Cells.Where(c => c.Transport == "per-call"), c => Assert.NotNull(c.Options.BudgetNote));
        Assert.All(run.Cells.Where(c => c.Transport != "per-call"), c => Assert.True(c.Rounds[0].Connections is { } used && used.Opened - used.Reconnects <= 4, c.Id));
    }

    [Fact]
    public async Task The_memory_carrier_runs_in_process_and_is_labelled()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "mixed", "--transports", "multiplexed+memory,pooled+memory,per-call+memory", "--codecs", "messagepack",
            "--load", "open:500:poisson", "--duration", "300ms", "--warmup", "50ms", "--rounds", "1", "--in-process", "--json", "--out", folder.Path);

        Assert.Equal(3, result.Record.Cells.Count);
        Assert.All(result.Record.Cells, c => Assert.Contains(c.Trust.Findings, f => f.Check == "in-process"));
        Assert.All(result.Record.Cells, c => Assert.True(c.Rounds[0].Counts.Ok > 0));
    }

    [Fact]
    public async Task Open_loads_schedule_exactly_the_calls_of_their_curve()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "open:500", "--load", "open:500:poisson",
            "--load", "ramp:0..400@500ms,200@500ms", "--duration", "1s", "--warmup", "50ms", "--rounds", "1", "--json", "--out", folder.Path);

        RunRecord run = result.Record;
        Assert.Equal(["open:500", "open:500:poisson", "ramp:0..400@500ms,200@500ms"], run.Cells.Select(c => c.Load.Text));
        Assert.Equal(500, run.Cells[0].Rounds[0].Counts.Scheduled);
        Assert.InRange(run.Cells[1].Rounds[0].Counts.Scheduled, 380, 620);
        Assert.Equal(200, run.Cells[2].Rounds[0].Counts.Scheduled);
        Assert.Equal(200, run.Cells[2].Load.RatePerSecond);
        Assert.All(run.Cells, c => Assert.NotNull(c.Rounds[0].Latency!.SendLag));
        Assert.All(run.Cells, c => Assert.False(c.Rounds[0].OmissionPossible));
    }
}
