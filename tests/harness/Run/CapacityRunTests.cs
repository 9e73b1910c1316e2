using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Run;

/// <summary>Searches of a run, with launches that are made up.</summary>
public sealed class CapacityRunTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly RunPlan Plan = new()
    {
        Scenarios = ["echo"],
        Codecs = ["json"],
        Transports = ["pooled"],
        Loads = ["capacity:p99<5ms"],
        Duration = "3s",
        Rounds = 1,
    };

    [Fact]
    public async Task Every_window_is_a_launch_of_the_same_cell_at_a_rate_of_its_own()
    {
        var server = new MadeUpServer(5_500);

        CellRecord cell = Assert.Single((await RunAsync(server)).Record.Cells);

        Assert.Equal("echo/pooled/json/capacity:p99<5ms", cell.Id);
        Assert.Equal(("open", "p99<5ms", null), (cell.Load.Model, cell.Load.Objective, cell.Load.RatePerSecond));
        RoundRecord round = Assert.Single(cell.Rounds);
        Assert.Equal((5_420, 5_420), (round.CapacityPerSecond, round.ThroughputPerSecond));
        Assert.Equal((SearchOutcome.Confirmed, 5_420, 5_660), (round.Search!.Outcome, round.Search.ConfirmedPerSecond, round.Search.NotMetPerSecond));
        Assert.Equal(server.Launched.Select(l => l.Load.Text), round.Search.Trail.Select(s => new OpenLoad(s.RatePerSecond).Text));
        Assert.Equal(server.Launched.Select(l => l.Settings.Duration!.Value.TotalMilliseconds), round.Search.Trail.Select(s => s.WindowMs));
        Assert.Equal(["confirm 6000 +", "exceed 6000 -"], Steps(round.Search)[^2..]);
        Assert.Equal("too slow", round.Search.Trail[^1].Reason);
        Assert.Equal(MadeUpJudge.Part, Assert.Single(round.Search.Trail[0].Parts));
    }

    [Fact]
    public async Task Random_arrivals_are_those_of_every_window()
    {
        var server = new MadeUpServer(5_500);

        await RunAsync(server, Plan with { Loads = ["capacity:p99<5ms:poisson"] });

        Assert.All(server.Launched, l => Assert.True(((OpenLoad)l.Load).Poisson));
    }

    [Fact]
    public async Task Later_rounds_begin_near_what_an_earlier_one_found()
    {
        var server = new MadeUpServer(40_000);

        CellRecord cell = Assert.Single((await RunAsync(server, Plan with { Rounds = 3 })).Record.Cells);

        Assert.Equal(1_000, cell.Rounds[0].Search!.Trail[0].RatePerSecond);
        Assert.All(cell.Rounds.Skip(1), r => Assert.InRange(r.Search!.Trail[0].RatePerSecond, 30_000, 40_000));
        Assert.All(cell.Rounds, r => Assert.InRange(r.CapacityPerSecond!.Value, 37_000, 40_000));
    }

    [Fact]
    public async Task A_server_that_dies_under_too_high_a_rate_does_not_end_the_run()
    {
        MeasuredRun run = await RunAsync(new MadeUpServer(5_500) { Overloaded = rate => Failed("the server process died", targetLost: true, started: (long)rate) });

        RoundRecord round = run.Record.Cells[0].Rounds[0];
        Assert.False(run.TargetLost);
        Assert.Equal((SearchOutcome.Confirmed, 5_420), (round.Search!.Outcome, round.CapacityPerSecond));
        Assert.Null(round.Failure);
        Assert.All(round.Search.Trail.Where(s => !s.Met), s => Assert.Equal("the server process died", s.Reason));
    }

    [Fact]
    public async Task A_load_worker_that_dies_is_the_load_generators_limit()
    {
        MeasuredRun run = await RunAsync(new MadeUpServer(5_500) { Overloaded = _ => Failed("the load worker ended without a report", targetLost: false, started: 0) });

        SearchRecord search = run.Record.Cells[0].Rounds[0].Search!;
        Assert.Equal((SearchOutcome.Confirmed, true), (search.Outcome, search.GeneratorLimited));
        Assert.All(search.Trail, s => Assert.Equal(s.Met ? null : true, s.GeneratorLimited));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_ends_the_run_after_two_windows()
    {
        MeasuredRun run = await RunAsync(new MadeUpServer(0) { Overloaded = _ => Failed("nothing listens there", targetLost: true, started: 0) }, Plan with { Rounds = 2 });

        RoundRecord round = Assert.Single(run.Record.Cells[0].Rounds);
        Assert.True(run.TargetLost);
        Assert.Equal(("nothing listens there", SearchOutcome.Abandoned, 2), (round.Failure, round.Search!.Outcome, round.Search.Trail.Count));
        Assert.Null(round.CapacityPerSecond);
    }

    [Fact]
    public async Task What_no_rate_meets_has_no_figures_but_the_counts_of_the_last_window()
    {
        MeasuredRun run = await RunAsync(new MadeUpServer(0));

        RoundRecord round = run.Record.Cells[0].Rounds[0];
        Assert.False(run.TargetLost);
        Assert.Equal((SearchOutcome.NeverMet, 17), (round.Search!.Outcome, round.Search.Trail.Count));
        Assert.Null(round.CapacityPerSecond);
        Assert.Null(round.ThroughputPerSecond);
        Assert.Null(round.Latency);
        Assert.Equal(10, round.Counts.Started);
    }

    [Fact]
    public async Task A_search_that_is_interrupted_keeps_its_trail_and_is_partial()
    {
        using var stop = new CancellationTokenSource();
        var server = new MadeUpServer(40_000);
        server.Launching += () =>
        {
            if (server.Launched.Count == 4)
            {
                stop.Cancel();
            }
        };

        MeasuredRun run = await RunAsync(server, stop: stop.Token);

        RoundRecord round = run.Record.Cells[0].Rounds[0];
        Assert.Equal((true, SearchOutcome.Abandoned, 3), (round.Partial, round.Search!.Outcome, round.Search.Trail.Count));
        Assert.Equal(4, server.Launched.Count);
        Assert.Null(round.ThroughputPerSecond);
        Assert.True(run.Record.Partial);
    }

    private static string[] Steps(SearchRecord search) =>
        [.. search.Trail.Select(s => $"{s.Stage.ToString().ToLowerInvariant()} {s.WindowMs} {(s.Met ? '+' : '-')}")];

    private static async Task<MeasuredRun> RunAsync(MadeUpServer server, RunPlan? plan = null, CancellationToken stop = default) =>
        await new RunCoordinator(server, Clock.System, new MadeUpJudge()).RunAsync(CellMatrix.Of(plan ?? Plan, Plugs), quick: false, new NoObserver(), stop);

    private static LaunchReport Failed(string failure, bool targetLost, long started) =>
        new(new RoundRecord { Round = 1, Failure = failure, Counts = new CallCounts { Scheduled = started, Started = started, Error = started } }, targetLost);

    /// <summary>Carries a rate, and not more.</summary>
    private sealed class MadeUpServer(double servedPerSecond) : ILauncher
    {
        public event Action? Launching;

        public List<Cell> Launched { get; } = [];

        public Func<double, LaunchReport>? Overloaded { get; init; }

        public Task<LaunchReport?> LaunchAsync(Cell cell, CellMatrix matrix, int round, Action<LoadProgress> progressed, CancellationToken stop)
        {
            Launched.Add(cell);
            Launching?.Invoke();
            double rate = ((OpenLoad)cell.Load).RatePerSecond;
            bool carried = rate <= servedPerSecond;
            LaunchReport report = carried || Overloaded is null
                ? new LaunchReport(new RoundRecord
                {
                    Round = round,
                    Counts = new CallCounts { Scheduled = (long)rate, Started = (long)rate, Ok = (long)rate, Late = carried ? 0 : 1 },
                    ThroughputPerSecond = rate,
                    Latency = new LatencyFigures<double>(),
                })
                : Overloaded(rate);
            return Task.FromResult<LaunchReport?>(report);
        }
    }

    /// <summary>Finds windows without late answers good.</summary>
    private sealed class MadeUpJudge : IObjectiveJudge
    {
        public static readonly ObjectivePart Part = new("p99<5ms", "something", 1, true);

        public ObjectiveVerdict Judge(CellRecord window, string objective)
        {
            RoundRecord round = Assert.Single(window.Rounds);
            Assert.Equal("p99<5ms", objective);
            Assert.NotNull(window.Load.RatePerSecond);
            return new ObjectiveVerdict([Part], round.Failure ?? (round.Counts.Late > 0 ? "too slow" : null));
        }
    }

    private sealed class NoObserver : IRunObserver
    {
        public void Launching(int number, int of, int round, Cell cell) => Assert.Equal(of, Math.Max(number, of));

        public void Progressed(Cell cell, LoadProgress progress)
        {
        }

        public void Probing(Cell cell, CapacityProbe probe) => Assert.IsType<CapacityLoad>(cell.Load);

        public void Probed(Cell cell, SearchStep step) => Assert.IsType<CapacityLoad>(cell.Load);

        public void Launched(Cell cell, RoundRecord round)
        {
        }
    }
}
