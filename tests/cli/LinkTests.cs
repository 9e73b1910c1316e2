using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Runs over a link: what it adds, and what goes wrong on it.</summary>
[Collection(ProcessTests.Name)]
public sealed class LinkTests
{
    private const double RoundTripNs = 40e6;

    [Fact]
    public async Task A_wide_area_costs_a_round_trip_a_call_another_to_connect_and_a_third_for_tls()
    {
        RunRecord run = await MeasureAsync("--transports", "pooled,multiplexed,per-call,per-call+tls", "--load", "closed:2", "--count", "60", "--warmup", "500ms", "--link", "wan");

        foreach ((string transport, int roundTrips) in ((string, int)[])[("pooled", 1), ("multiplexed", 1), ("per-call", 2), ("per-call+tls", 3)])
        {
            CellRecord cell = Assert.Single(run.Cells, c => c.Transport == transport);
            Assert.Equal("wan", cell.Link);
            double p50 = cell.Rounds[0].Latency!.Service!.P50Ns!.Value;

            // Never below; above, what the processes themselves need on a busy machine is no part of the link.
            Assert.InRange(p50 / (roundTrips * RoundTripNs), 0.999, 1.3);
            Assert.True(cell.Rounds[0].Relay!.ReleaseLagP50Ns >= 0);
        }
    }

    [Fact]
    public async Task Faults_of_the_link_happen_at_their_time_and_are_in_the_record()
    {
        RunRecord run = await MeasureAsync(
            "--transports", "pooled", "--load", "open:200", "--duration", "4s", "--warmup", "300ms", "--faults", "at 1s reset 100%", "--faults", "at 2s refuse for 500ms");

        RoundRecord round = run.Cells[0].Rounds[0];
        Assert.Equal(["reset 100%", "refuse for 500ms"], round.Faults!.Select(f => f.Fault));
        Assert.All(round.Faults!.Zip([1_000, 2_000]), f => Assert.InRange(f.First.AtMs, f.Second - 5, f.Second + 1_000));
        Assert.Contains("met", round.Faults![0].Did, StringComparison.Ordinal);
        Assert.True(round.Connections!.Reconnects > 0);
        Assert.Equal(round.Counts.Started, round.Counts.Ok + round.Counts.Error + round.Counts.Timeout + round.Counts.Cancelled);
    }

    [Fact]
    public async Task Unix_sockets_and_several_providers_are_relayed_too()
    {
        RunRecord run = await MeasureAsync(
            "--transports", "multiplexed+unix", "--load", "closed:2", "--count", "40", "--warmup", "100ms", "--providers", "2", "--directory", "embedded", "--link", "delay=5ms");

        CellRecord cell = Assert.Single(run.Cells);
        Assert.Equal(cell.Rounds[0].Counts.Started, cell.Rounds[0].Counts.Ok);
        Assert.True(cell.Rounds[0].Latency!.Service!.P50Ns >= 10e6);
        Assert.Equal(2, cell.Rounds[0].Providers!.Count);
    }

    [Theory]
    [InlineData("--link", "moon", "wan")]
    [InlineData("--link", "delay=fast", "delay")]
    [InlineData("--faults", "at 1s explode", "black-hole")]
    [InlineData("--faults", "kill provider 1", "at TIME")]
    [InlineData("--faults", "at 1s kill provider 2", "there are 1")]
    public async Task A_wrong_link_or_fault_is_answered_with_the_right_ones(string option, string value, string words)
    {
        Command.Result result = await Command.RunAsync("run", "--dry-run", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static async Task<RunRecord> MeasureAsync(params string[] options)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = await Command.RunAsync(["run", "--scenarios", "echo", "--codecs", "messagepack", "--rounds", "1", .. options, "--json", "--out", folder.Path]);
        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.All(result.Record.Cells, c => Assert.Null(Assert.Single(c.Rounds).Failure));
        return result.Record;
    }
}
