using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Results;
using Bench.Results.Checks;
using HdrHistogram;
using Xunit;

namespace Bench.Tests.Results;

public sealed class CheckTests
{
    private static readonly RoundRecord Good = SampleRun.Round() with { OmissionPossible = false };

    /// <summary>Each check once with what it is for: the name, the rounds, the load, the severity, and a word of its finding.</summary>
    public static TheoryData<string, string, Severity, string> Cases => new()
    {
        { "lost call", "conservation", Severity.Invalid, "3,999 against 4,000" },
        { "dropped call not scheduled", "conservation", Severity.Invalid, "4,001 against 4,000" },
        { "errors of no kind", "conservation", Severity.Invalid, "0 against 1 calls" },
        { "completed twice", "one-outcome", Severity.Invalid, "3 calls completed that had completed before" },
        { "never completed", "one-outcome", Severity.Invalid, "2 calls were still in flight" },
        { "attempts of no kind", "attempts", Severity.Invalid, "4,010 attempts, but 4,007" },
        { "sent twice", "attempts", Severity.Invalid, "sent 8,000 requests for 4,000 attempts" },
        { "short histogram", "histogram-total", Severity.Invalid, "3,999 entries for 4,000 calls" },
        { "short send lags", "histogram-total", Severity.Invalid, "send lags: 3,999 entries for 4,000 calls" },
        { "damaged histogram", "histogram-total", Severity.Invalid, "not gzip" },
        { "beyond the range", "histogram-range", Severity.Degraded, "7 latencies were longer than one hour" },
        { "back in time", "negative-time", Severity.Invalid, "7 latencies are below 0" },
        { "mixed up", "wrong-answer", Severity.Invalid, "5 answers were not those that belong to their requests: number 7" },
        { "a few dropped", "dropped", Severity.Degraded, "1 of 4,001 calls were dropped" },
        { "schedule not sent", "schedule-sent", Severity.Invalid, "98.0 % of the schedule" },
        { "short pause", "generator-pauses", Severity.Note, "5.00 ms, 0.50 % of the window" },
        { "frozen for 1 s of 10", "generator-pauses", Severity.Degraded, "1.00 s, 10.0 % of the window" },
        { "frozen for 3 s of 10", "generator-pauses", Severity.Invalid, "3.00 s, 30.0 %" },
        { "server paused shortly", "server-pauses", Severity.Note, "5.00 ms, 0.50 % of the window" },
        { "server frozen", "server-pauses", Severity.Degraded, "1.00 s, 10.0 % of the window" },
        { "busy core", "busy-cores", Severity.Note, "core 1 was only 10.0 % idle, with the server" },
        { "wall clock stepped", "wall-clock", Severity.Degraded, "600 µs further than the monotonic clock, 600 ppm" },
        { "wall clock set back", "wall-clock", Severity.Degraded, "3.00 s less far" },
        { "slows down", "drift", Severity.Degraded, "100 % slower than the first (mean response time, median over 1 round)" },
        { "never steady", "warm-up", Severity.Degraded, "after 10.0 s of warm-up the load still got faster" },
        { "still warming up", "warm-up", Severity.Degraded, "100 % faster than the first" },
        { "two speeds", "modality", Severity.Note, "2 modes: 70.0 % of calls around" },
        { "near the floor", "floor", Severity.Note, "9.9× the" },
        { "stages of others", "stages", Severity.Note, "20.0 % off the mean service time" },
        { "leaks", "leftovers", Severity.Degraded, "held 2 sockets, 1 file handle after" },
        { "gc", "generator-gc", Severity.Note, "20.0 ms" },
        { "much gc", "generator-gc", Severity.Degraded, "60.0 ms" },
        { "send lag", "send-lag", Severity.Degraded, "of the response time's p99" },
        { "unhandled", "server-handled", Severity.Invalid, "the server handled 3,900" },
        { "errors of a server that saw nothing", "server-handled", Severity.Invalid, "2,000 calls counted ok and 2,000 answered with an error, but the server handled 2,000" },
        { "swallowed errors", "server-failed", Severity.Invalid, "answered 200 calls with an error, 100 failures and further attempts" },
        { "strangers", "server-handled", Severity.Degraded, "for 4,000 attempts" },
        { "steal", "cpu-steal", Severity.Degraded, "3.0 %" },
        { "spread", "spread", Severity.Degraded, "between rounds" },
        { "few rounds", "few-rounds", Severity.Note, "1 finished round" },
        { "closed", "omission", Severity.Note, "closed loop" },
        { "good", "shared-cores", Severity.Note, "share 2 cores" },
        { "one process", "in-process", Severity.Degraded, "shared one process" },
        { "time wait", "time-wait", Severity.Note, "10,001 sockets" },
        { "interrupted", "partial", Severity.Degraded, "interrupted" },
        { "all failed", "nothing-ok", Severity.Invalid, "none of 4,000 calls was ok: remote (boom)" },
        { "too short", "nothing-ok", Severity.Invalid, "no call was started in the window" },
        { "failed launch", "launch", Severity.Invalid, "port 7000 is in use" },
        { "met at no rate", "search", Severity.Note, "p99<5ms,errors<0.1% was not met at any rate, down to 10 calls/s" },
        { "met at no rate once", "search", Severity.Degraded, "was not met at any rate" },
        { "nothing held", "search", Severity.Invalid, "no rate held over a longer window, and 21,000 calls/s did not meet" },
        { "nothing held once", "search", Severity.Degraded, "no rate held" },
        { "generator ended the search", "search", Severity.Degraded, "the load generator did not keep up at 21,000 calls/s" },
        { "met at every rate", "search", Severity.Note, "was met at the highest rate that is tried, 10,000,000 calls/s" },
        { "never launched", "launch", Severity.Invalid, "never launched" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_check_finds_what_it_is_for(string situation, string check, Severity severity, string words)
    {
        EnvironmentInfo environment = SampleRun.Environment with { InProcess = situation == "one process" ? true : null };
        Trust trust = Audit.Of(Cell(Rounds(situation)), environment, SampleRun.Checks);
        Finding finding = Assert.Single(trust.Findings, f => f.Check == check);
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(words, finding.Figure, StringComparison.Ordinal);
        Assert.NotNull(finding.Limit);
        Assert.NotNull(finding.Remedy);
    }

    /// <summary>Checks of a run as a whole: what measured it, the check, the severity, and a word of its finding.</summary>
    public static TheoryData<string, string, Severity, string> RunCases => new()
    {
        { "debug", "provenance", Severity.Degraded, "without optimisations" },
        { "dirty", "provenance", Severity.Note, "commit 0123abc with changes" },
        { "unpacked", "provenance", Severity.Note, "commit that rpcbench was built from is unknown" },
        { "without git", "provenance", Severity.Note, "whether the source had changes over commit 0123abc is unknown" },
        { "benchmark in process", "micro", Severity.Degraded, "1 of 1 benchmark ran within the command's own process" },
    };

    [Theory]
    [MemberData(nameof(RunCases))]
    public void A_check_of_the_run_finds_what_it_is_for(string situation, string check, Severity severity, string words)
    {
        RunRecord run = SampleRun.Matrix() with
        {
            Tool = situation switch
            {
                "debug" => new ToolInfo("0.1.0", "0123abc", Dirty: false, Debug: true),
                "dirty" => new ToolInfo("0.1.0", "0123abc", Dirty: true),
                "unpacked" => new ToolInfo("0.1.0"),
                _ => new ToolInfo("0.1.0", "0123abc"),
            },
            Micro = situation == "benchmark in process"
                ? [new MicroResult { Suite = "s", Benchmark = "b", Job = "ShortRun", Toolchain = "in-process", InProcess = true, Iterations = 3, MeanNs = 1, MedianNs = 1 }]
                : null,
        };
        Finding finding = Assert.Single(RunRecordAssembly.Complete(run, [.. SampleRun.Checks]).Trust.Findings, f => f.Check == check);
        Assert.Equal(severity, finding.Severity);
        Assert.Contains(words, finding.Figure, StringComparison.Ordinal);
        Assert.NotNull(finding.Limit);
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void A_known_build_is_no_finding() => Assert.DoesNotContain(SampleRun.Matrix().Trust.Findings, f => f.Check == "provenance");

    [Fact]
    public void Every_check_has_a_case() =>
        Assert.Equal(SampleRun.Checks.Select(c => c.Name).Order(), Cases.Concat(RunCases).Select(c => c.Data.Item2).Distinct().Order());

    [Fact]
    public void A_good_cell_on_a_large_machine_has_no_findings()
    {
        CellRecord cell = Cell([.. Enumerable.Range(1, 6).Select(i => Good with { Round = i })]);
        Assert.Equal(new Trust(TrustVerdict.Valid, []).Verdict, Large(cell).Verdict);
        Assert.Empty(Large(cell).Findings);
    }

    [Fact]
    public void Figures_at_their_limit_are_no_finding()
    {
        RoundRecord[] rounds = [.. Enumerable.Range(1, 6).Select(i => Good with
        {
            Round = i,
            CpuSteal = CpuStealCheck.MaximumShare,
            Connections = new ConnectionFigures<double> { TimeWait = TimeWaitCheck.MaximumSockets },
            Client = new ProcessFigures<double> { GcPauseNs = GeneratorGcCheck.NoteShare * 1e9 },
            CoreIdle = [1, BusyCoresCheck.MinimumIdle],
            WallAheadNs = -WallClockCheck.MaximumDrift * 1e9,
            Halves = [new HalfRound(1000, 100_000), new HalfRound(1000, 115_000)],
            RecordingNs = Good.Latency!.Response!.P50Ns / FloorCheck.MinimumRatio,
        })];
        Assert.Empty(Large(Cell(rounds)).Findings);
    }

    [Fact]
    public void A_frozen_generator_is_named_with_its_window_and_second()
    {
        Finding finding = Findings(Rounds("frozen for 1 s of 10")).Single(f => f.Check == "generator-pauses");
        Assert.Equal("round 1, second 4 (1.00 s from 4.9 s)", finding.Window);
    }

    [Fact]
    public void Only_the_part_of_a_pause_inside_the_window_counts()
    {
        RoundRecord round = Good with { WindowMs = 1000, Pauses = [new PauseInfo(-500, 505)] };
        Assert.Equal(Severity.Note, Findings([round]).Single(f => f.Check == "generator-pauses").Severity);
    }

    [Fact]
    public void One_starved_round_of_three_degrades_and_three_are_invalid()
    {
        RoundRecord starved = Good with { Pauses = [new PauseInfo(100, Good.WindowMs * 0.4)] };
        Assert.Equal(Severity.Degraded, Findings([Good, starved, Good]).Single(f => f.Check == "generator-pauses").Severity);
        Assert.All(Findings([starved, starved, starved]).Where(f => f.Check == "generator-pauses"), f => Assert.Equal(Severity.Invalid, f.Severity));
    }

    [Fact]
    public void A_pause_that_began_before_the_window_says_so()
    {
        RoundRecord round = Good with { ServerPauses = [new PauseInfo(-500, 900, Server: 2)] };
        Finding finding = Findings([round]).Single(f => f.Check == "server-pauses");
        Assert.Equal("round 1, before second 0 of server 2 (900 ms from -0.5 s)", finding.Window);
        Assert.Contains("400 ms", finding.Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_of_the_server_that_the_plan_asked_for_is_a_note()
    {
        CellRecord cell = SampleRun.Cell("order", "pooled", "json", Rounds("server frozen"), "open:1000");
        cell = SampleRun.Complete([cell with { Options = cell.Options with { Faults = ["at 3s pause provider 1 for 1s"] } }]).Cells[0];
        Assert.Equal(Severity.Note, cell.Trust.Findings.Single(f => f.Check == "server-pauses").Severity);
    }

    [Theory]
    [InlineData("10.0.0.7:5000", Severity.Degraded)]
    [InlineData("127.0.0.1:5000", Severity.Note)]
    [InlineData("[::1]:5000", Severity.Note)]
    [InlineData("localhost:5000", Severity.Note)]
    [InlineData("unix:/tmp/s", Severity.Note)]
    [InlineData(null, Severity.Note)]
    public void A_busy_core_is_a_note_only_as_long_as_the_server_may_be_what_keeps_it_busy(string? endpoint, Severity severity)
    {
        Trust trust = Audit.Of(Cell(Rounds("busy core")), SampleRun.Environment with { ServerEndpoint = endpoint }, SampleRun.Checks);
        Assert.Equal(severity, trust.Findings.Single(f => f.Check == "busy-cores").Severity);
        Assert.Equal(severity == Severity.Note, trust.Findings.Any(f => f.Check == "shared-cores"));
    }

    [Fact]
    public void Cancelled_calls_are_missing_from_no_histogram()
    {
        RoundRecord round = Good with { Counts = Good.Counts with { Started = 4001, Scheduled = 4001, Attempts = 4001, Cancelled = 1 } };
        Assert.DoesNotContain(Findings([round]), f => f.Severity == Severity.Invalid);
    }

    [Fact]
    public void A_retry_is_an_attempt_and_a_hedge_is_one()
    {
        RoundRecord round = Good with { Counts = Good.Counts with { Attempts = 4007, Retries = 4, Hedges = 3 }, RequestsSent = 4007 };
        Assert.DoesNotContain(Findings([round]), f => f.Check == "attempts");
    }

    [Fact]
    public void Rounds_that_drift_one_way_and_the_other_are_noise()
    {
        RoundRecord Drifting(double secondMeanNs) => Good with { Halves = [new HalfRound(1000, 100_000), new HalfRound(1000, secondMeanNs)] };
        Assert.DoesNotContain(Findings([Drifting(130_000), Drifting(70_000), Drifting(120_000)]), f => f.Check is "drift" or "warm-up");
        Assert.Contains(Findings([Drifting(130_000), Drifting(128_000), Drifting(125_000)]), f => f.Check == "drift");
        Assert.Contains(Findings([Drifting(75_000), Drifting(70_000), Drifting(72_000)]), f => f.Check == "warm-up");
    }

    [Fact]
    public void A_closed_load_drifts_in_its_throughput()
    {
        RoundRecord slowing = Good with { Halves = [new HalfRound(2000, 100_000), new HalfRound(1000, 100_000)] };
        CellRecord cell = SampleRun.Complete([SampleRun.Cell("order", "pooled", "json", [slowing])]).Cells[0];
        Assert.Contains("throughput", cell.Trust.Findings.Single(f => f.Check == "drift").Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ramp_and_a_plan_with_faults_may_drift()
    {
        CellRecord cell = SampleRun.Cell("order", "pooled", "json", Rounds("slows down"), "open:1000");
        CellRecord ramp = cell with { Load = cell.Load with { Phases = [new LoadPhaseInfo(100, 1000, 1000)] } };
        CellRecord faulty = cell with { Options = cell.Options with { Faults = ["at 1s kill provider 1"] } };
        Assert.Contains(SampleRun.Complete([cell]).Cells[0].Trust.Findings, f => f.Check == "drift");
        Assert.All(SampleRun.Complete([ramp, faulty]).Cells, c => Assert.DoesNotContain(c.Trust.Findings, f => f.Check == "drift"));
    }

    [Fact]
    public void Rounds_of_different_speed_are_a_spread_and_no_modes()
    {
        RoundRecord[] rounds = [Good, SampleRun.Round(2, meanNs: 2_000_000), SampleRun.Round(3, meanNs: 2_000_000)];
        Assert.DoesNotContain(Findings(rounds), f => f.Check == "modality");
    }

    [Fact]
    public void A_check_that_fails_degrades_and_is_named()
    {
        Trust trust = Audit.Of(Cell([Good]), SampleRun.Environment, [new Failing()]);
        Assert.Equal(TrustVerdict.Degraded, trust.Verdict);
        Assert.Contains("division", Assert.Single(trust.Findings).Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void The_run_says_once_what_many_cells_have_and_has_their_worst_verdict()
    {
        RunRecord run = SampleRun.Troubled();
        Assert.Equal(TrustVerdict.Invalid, run.Trust.Verdict);
        Assert.Equal(Severity.Invalid, run.Trust.Findings[0].Severity);
        Assert.Single(run.Trust.Findings, f => f.Check == "omission");
        Assert.Equal("all 9 cells", run.Trust.Findings.Single(f => f.Check == "omission").Window);
        Assert.Equal("order/per-call/messagepack/closed:16, round 3", run.Trust.Findings.Single(f => f.Check == "launch").Window);
    }

    [Fact]
    public void A_run_without_cells_is_invalid() => Assert.Equal(TrustVerdict.Invalid, SampleRun.Complete([]).Trust.Verdict);

    private static RoundRecord Unconfirmed(int round)
    {
        RoundRecord found = SampleRun.Found(round, 20_000, 21_000);
        return found with { CapacityPerSecond = null, Search = found.Search! with { Outcome = SearchOutcome.NotConfirmed, ConfirmedPerSecond = null } };
    }

    private static RoundRecord[] Rounds(string situation) => situation switch
    {
        "good" or "one process" => [Good],
        "lost call" => [Good with { Counts = Good.Counts with { Ok = 3999 }, Latency = null }],
        "dropped call not scheduled" => [Good with { Counts = Good.Counts with { Dropped = 1 } }],
        "errors of no kind" => [Good with { Counts = Good.Counts with { Ok = 3999, Error = 1 } }],
        "completed twice" => [Good with { Counts = Good.Counts with { DoubleCompletions = 3 } }],
        "never completed" => [Good with { Counts = Good.Counts with { InFlight = 2 } }],
        "attempts of no kind" => [Good with { Counts = Good.Counts with { Attempts = 4010, Retries = 5, Hedges = 2 } }],
        "sent twice" => [Good with { RequestsSent = 8000 }],
        "short send lags" => [Good with { Latency = Good.Latency! with { SendLagHdr = Histogram(3999) } }],
        "beyond the range" => [Good with { Latency = Good.Latency! with { Overflow = 7 } }],
        "back in time" => [Good with { Latency = Good.Latency! with { Negative = 7 } }],
        "mixed up" =>
        [
            Good with
            {
                Counts = Good.Counts with { Ok = 3995, Error = 5 },
                Errors = new Dictionary<string, long> { ["wrong-answer"] = 5 },
                ErrorMessages = new Dictionary<string, string> { ["wrong-answer"] = "number 7 came back as 8" },
            },
        ],
        "a few dropped" => [Good with { Counts = Good.Counts with { Scheduled = 4001, Dropped = 1 } }],
        "server paused shortly" => [Good with { ServerPauses = [new PauseInfo(100, 5)] }],
        "server frozen" => [Good with { WindowMs = 10_000, ServerPauses = [new PauseInfo(4_900, 1000)] }],
        "busy core" => [Good with { CoreIdle = [0.5, 0.1] }],
        "wall clock stepped" => [Good with { WallAheadNs = 600_000 }],
        "wall clock set back" => [Good with { WallAheadNs = -3e9 }],
        "slows down" => [Good with { Halves = [new HalfRound(1000, 100_000), new HalfRound(1000, 200_000)] }],
        "still warming up" => [Good with { Halves = [new HalfRound(1000, 200_000), new HalfRound(1000, 100_000)] }],
        "two speeds" => [Good with { Latency = Good.Latency! with { ResponseHdr = TwoSpeeds(2800, 1200) } }],
        "near the floor" => [Good with { RecordingNs = Good.Latency!.Response!.P50Ns / 9.9 }],
        "met at no rate" => [SampleRun.NotFound(1)],
        "met at no rate once" => [SampleRun.Found(1, 20_000, 21_000), SampleRun.NotFound(2)],
        "nothing held" => [Unconfirmed(1)],
        "nothing held once" => [SampleRun.Found(1, 20_000, 21_000), Unconfirmed(2)],
        "generator ended the search" => [SampleRun.Found(1, 20_000, 21_000, generator: true)],
        "met at every rate" => [SampleRun.Found(1, 1e7, 2e7) with { Search = SampleRun.Found(1, 1e7, 2e7).Search! with { Outcome = SearchOutcome.AboveHighest, NotMetPerSecond = null } }],
        "stages of others" => [Good with { Stages = [new StageTime("proxy", 0.3 * Good.Latency!.Service!.MeanNs!.Value), new StageTime("handler", 0.5 * Good.Latency.Service.MeanNs!.Value)] }],
        "leaks" => [Good with { Leftovers = new LeftoverInfo(1, 2, 0) }],
        "errors of a server that saw nothing" =>
        [
            Good with { Counts = Good.Counts with { Ok = 2000, Error = 2000 }, Errors = new Dictionary<string, long> { ["remote"] = 2000 }, ServerHandled = 2000 },
        ],
        "short histogram" => [Good with { Latency = Good.Latency! with { ServiceHdr = Histogram(3999) } }],
        "damaged histogram" => [Good with { Latency = Good.Latency! with { ResponseHdr = "AAAA" } }],
        "schedule not sent" => [Good with { Counts = Good.Counts with { Scheduled = 4081, Dropped = 81 } }],
        "short pause" => [Good with { Pauses = [new PauseInfo(100, 5)] }],
        "frozen for 1 s of 10" => [Good with { WindowMs = 10_000, Pauses = [new PauseInfo(4_900, 1000)] }],
        "frozen for 3 s of 10" => [Good with { WindowMs = 10_000, Pauses = [new PauseInfo(4_900, 3000)] }],
        "gc" => [Good with { Client = new ProcessFigures<double> { GcPauseNs = 20e6 } }],
        "much gc" => [Good with { Client = new ProcessFigures<double> { GcPauseNs = 60e6 } }],
        "send lag" => [Good with { Latency = Good.Latency! with { SendLag = new Percentiles<double> { P999Ns = 1e9 } } }],
        "unhandled" => [Good with { ServerHandled = 3900 }],
        "never steady" => [Good with { WarmupMs = 10_000, Unsteady = true }],
        "swallowed errors" => [Good with { ServerFailed = 200, Counts = Good.Counts with { Retries = 100 } }],
        "strangers" => [Good with { ServerHandled = 4100 }],
        "steal" => [Good with { CpuSteal = 0.03 }],
        "spread" => [Good, Good with { ThroughputPerSecond = 2000 }, Good with { ThroughputPerSecond = 1500 }],
        "few rounds" => [Good, SampleRun.Failed(2)],
        "closed" => [Good with { OmissionPossible = true }],
        "time wait" => [Good with { Connections = new ConnectionFigures<double> { TimeWait = 10_001 } }],
        "interrupted" => [Good, Good with { Partial = true }],
        "all failed" =>
        [
            Good with
            {
                Counts = Good.Counts with { Ok = 0, Error = 4000 },
                Errors = new Dictionary<string, long> { ["remote"] = 3999, ["refused"] = 1 },
                ErrorMessages = new Dictionary<string, string> { ["remote"] = "boom" },
            },
        ],
        "too short" => [Good with { Counts = new CallCounts(), Latency = null }],
        "failed launch" => [Good, SampleRun.Failed(2)],
        "never launched" => [],
        _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "no such situation"),
    };

    private static CellRecord Cell(RoundRecord[] rounds) =>
        SampleRun.Complete([SampleRun.Cell("order", "pooled", "json", rounds, "open:1000")]).Cells[0];

    private static IReadOnlyList<Finding> Findings(RoundRecord[] rounds) => Cell(rounds).Trust.Findings;

    private static Trust Large(CellRecord cell) => Audit.Of(cell, SampleRun.Environment with { Cores = 64 }, SampleRun.Checks);

    private static string Histogram(int count)
    {
        LongHistogram histogram = new(1, 1_000_000, 3);
        histogram.RecordValueWithCount(1000, count);
        return HistogramText.Encode(histogram);
    }

    private static string TwoSpeeds(int fast, int slow)
    {
        LongHistogram histogram = new(1, 3_600_000_000_000, 3);
        histogram.RecordValueWithCount(1_000_000, fast);
        histogram.RecordValueWithCount(10_000_000, slow);
        return HistogramText.Encode(histogram);
    }

    private sealed class Failing : ICheck
    {
        public string Name => "failing";

        public string Summary => "fails";

        public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment) => throw new InvalidOperationException("division");
    }
}
