using Bench.Harness.Measure;
using Bench.Harness.Record;
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
        { "short histogram", "histogram-total", Severity.Invalid, "3,999 entries for 4,000 outcomes" },
        { "damaged histogram", "histogram-total", Severity.Invalid, "not gzip" },
        { "schedule not sent", "schedule-sent", Severity.Invalid, "98.0 % of the schedule" },
        { "short pause", "generator-pauses", Severity.Note, "5.00 ms, 0.50 % of the window" },
        { "frozen for 1 s of 10", "generator-pauses", Severity.Degraded, "1.00 s, 10.0 % of the window" },
        { "frozen for 3 s of 10", "generator-pauses", Severity.Invalid, "3.00 s, 30.0 %" },
        { "gc", "generator-gc", Severity.Note, "20.0 ms" },
        { "much gc", "generator-gc", Severity.Degraded, "60.0 ms" },
        { "send lag", "send-lag", Severity.Degraded, "of the response time's p99" },
        { "unhandled", "server-handled", Severity.Invalid, "the server handled 3,900" },
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

    [Fact]
    public void Every_check_has_a_case() =>
        Assert.Equal(SampleRun.Checks.Select(c => c.Name).Order(), Cases.Select(c => c.Data.Item2).Distinct().Order());

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

    private static RoundRecord[] Rounds(string situation) => situation switch
    {
        "good" or "one process" => [Good],
        "lost call" => [Good with { Counts = Good.Counts with { Ok = 3999 }, Latency = null }],
        "dropped call not scheduled" => [Good with { Counts = Good.Counts with { Dropped = 1 } }],
        "errors of no kind" => [Good with { Counts = Good.Counts with { Ok = 3999, Error = 1 } }],
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

    private sealed class Failing : ICheck
    {
        public string Name => "failing";

        public string Summary => "fails";

        public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment) => throw new InvalidOperationException("division");
    }
}
