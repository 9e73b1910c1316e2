using System.Text.Json;
using Bench.Cli;
using Bench.Cli.Calibrations;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>
/// Truths made on purpose, and what the tool says of them, in real processes. How late a busy machine is, is its own affair: of times that were made,
/// the tests ask for the right order only, and for what was counted or found exactly.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class CalibrateTests
{
    [Fact]
    public async Task Case55_A_server_that_takes_1_10_and_100_ms_is_told_to_take_that()
    {
        using var folder = new TemporaryFolder();
        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "timed", "--weights", "After1MsAsync=1,After10MsAsync=1,After100MsAsync=1", "--transports", "multiplexed", "--codecs", "messagepack",
            "--load", "open:300", "--duration", "3s", "--warmup", "500ms", "--rounds", "1", "--json", "--out", folder.Path);

        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        foreach ((string method, double ms) in ((string, double)[])[("After1MsAsync", 1), ("After10MsAsync", 10), ("After100MsAsync", 100)])
        {
            // Never quicker than the server was, to the width of a bucket; a busy machine may be slower.
            MethodRound of = round.Methods!.Single(m => m.Method == method);
            Assert.InRange(of.Response!.P50Ns!.Value / 1e6, ms * 0.999, ms + 5);
            Assert.InRange(of.Ok, 250, 350);
        }
    }

    [Fact]
    public Task Case58_A_server_of_two_speeds_is_noticed() => AssertHoldsAsync("two-speeds", "the shape of the response times");

    [Fact]
    public Task Case56_Case57_A_stalled_server_shows_in_an_open_loop_and_a_closed_one_says_what_it_hides() =>
        AssertHoldsAsync("server-stall", "open loop: who stood still", "closed loop: what it leaves out");

    [Fact]
    public Task Case59_A_generator_on_a_tenth_of_a_core_makes_the_run_invalid() =>
        AssertHoldsAsync("starved-generator", "a generator that runs 10 ms in every 100 ms");

    [Fact]
    public Task Case60_A_generator_that_stands_still_is_named_and_its_calls_are_sent_all_the_same() =>
        AssertHoldsAsync("generator-stall", "who stood still", "calls sent");

    [Fact]
    public Task Case61_Pauses_for_garbage_collection_are_told() => AssertHoldsAsync("gc-storm", "the collections", "sum of the pauses");

    [Fact]
    public async Task Case65_Plugs_that_lie_are_caught()
    {
        JsonElement report = await AssertHoldsAsync(
            "lying-plugs", "a plug that never sends, claims success", "a plug that sends each call twice", "a plug that takes errors for success");

        Assert.True(report.GetProperty("holds").GetBoolean());
    }

    [Fact]
    public Task Case66_No_more_is_reported_than_a_link_lets_through() => AssertHoldsAsync("bandwidth", "bytes from the server, calls/s × bytes per call");

    [Fact]
    public async Task Wrong_names_are_answered_with_the_right_ones()
    {
        Command.Result result = await Command.RunAsync("calibrate", "latency");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("Unknown calibration 'latency'. Known: known-latency, two-speeds,", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_hold_is_tried_again_and_then_said()
    {
        var calibration = new Stubborn();
        var tries = new List<int>();

        CalibrationReport report = await Calibrator.MakeAsync(
            calibration, new CalibrationBench(new PlugCatalog(), Bench.Harness.Time.Clock.System), tries.Add, CancellationToken.None);

        Assert.Equal([1, 2, 3], tries);
        Assert.False(report.Holds);
        Assert.Equal(3, report.Tries);
    }

    /// <summary>Makes a calibration; the named proofs hold, and the exit code says whether all do.</summary>
    private static async Task<JsonElement> AssertHoldsAsync(string name, params string[] proofs)
    {
        Command.Result result = await Command.RunAsync("calibrate", name, "--json");

        JsonElement report = JsonDocument.Parse(result.Out).RootElement;
        Assert.Equal("rpcbench.calibration/1", report.GetProperty("schema").GetString());
        Assert.Equal(report.GetProperty("holds").GetBoolean() ? ExitCode.Good : ExitCode.Untrusted, result.ExitCode);
        JsonElement[] made = [.. report.GetProperty("calibrations")[0].GetProperty("proofs").EnumerateArray()];
        Assert.All(proofs, wanted => Assert.True(
            made.Single(p => p.GetProperty("what").GetString() == wanted).GetProperty("holds").GetBoolean(), result.Out));
        return report;
    }

    private sealed class Stubborn : ICalibration
    {
        public string Name => "stubborn";

        public string Summary => "never holds";

        public int Rank => 0;

        public Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation) =>
            throw new CalibrationException("nothing was measured");
    }
}
