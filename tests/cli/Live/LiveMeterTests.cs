using System.Diagnostics.Metrics;
using Bench.Cli.Live;
using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Cli.Live;

public sealed class LiveMeterTests
{
    internal static readonly Cell Cell = CellMatrix
        .Of(
            new RunPlan { Scenarios = ["echo"], Codecs = ["json"], Transports = ["pooled"], Loads = ["closed:2"], Duration = "1s", Rounds = 1 },
            new PlugCatalog(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly))
        .Cells[0];

    [Fact]
    public void Calls_add_up_to_the_counts_of_the_record()
    {
        using var meter = new LiveMeter();
        using var heard = new Heard();
        for (int launch = 1; launch <= 2; launch++)
        {
            meter.Launching(launch, 2, launch, Cell);
            meter.Progressed(Cell, Warmup(seconds: 0.5, ok: 400));
            meter.Progressed(Cell, Window(ok: 500, error: 3, timeout: 1));
            meter.Progressed(Cell, Window(ok: 900, error: 3, timeout: 2));
            meter.Launched(Cell, Round(ok: 1000, error: 3, timeout: 2, cancelled: 4));
        }

        Assert.Equal(
            [("cancelled", 8), ("error", 6), ("ok", 2000), ("timeout", 4)],
            heard.Counted("rpcbench.calls").Where(c => c.Tags["rpcbench.stage"] is "window").GroupBy(c => (string)c.Tags["rpcbench.outcome"]!).Select(g => (g.Key, g.Sum(c => c.Value))).Order());
        Assert.Equal(800, heard.Counted("rpcbench.calls").Where(c => c.Tags["rpcbench.stage"] is "warmup").Sum(c => c.Value));
        Assert.Equal(2, heard.Counted("rpcbench.launches").Sum(c => c.Value));
        Assert.All(heard.Counted("rpcbench.calls"), c => Assert.Equal("echo/pooled/json/closed:2", c.Tags["rpcbench.cell"]));
    }

    [Fact]
    public void Blocks_of_a_warm_up_are_added_though_their_counts_begin_anew()
    {
        using var meter = new LiveMeter();
        using var heard = new Heard();
        meter.Launching(1, 1, 1, Cell);
        meter.Progressed(Cell, Warmup(seconds: 0.5, ok: 400));
        meter.Progressed(Cell, Warmup(seconds: 0.4, ok: 450));
        meter.Progressed(Cell, Warmup(seconds: 0.9, ok: 700));
        Assert.Equal(400 + 700, heard.Counted("rpcbench.calls").Sum(c => c.Value));
    }

    [Fact]
    public void The_windows_of_a_search_are_counted_each_on_its_own()
    {
        using var meter = new LiveMeter();
        using var heard = new Heard();
        meter.Launching(1, 1, 1, Cell);
        foreach (long ok in new[] { 100, 300 })
        {
            meter.Probing(Cell, new CapacityProbe(ok, SearchStage.Bracket));
            meter.Progressed(Cell, Window(ok));
        }
        meter.Launched(Cell, Round(ok: 1000) with { Search = new SearchRecord { Objective = "p99<5ms", Outcome = SearchOutcome.Confirmed, Trail = [] } });
        Assert.Equal(400, heard.Counted("rpcbench.calls").Sum(c => c.Value));
    }

    [Fact]
    public void Gauges_show_the_launch_under_way_and_nothing_between_launches()
    {
        using var meter = new LiveMeter();
        using var heard = new Heard();
        Assert.Empty(heard.Observed());
        meter.Progressed(Cell, Window(ok: 10));
        Dictionary<string, double[]> now = heard.Observed().GroupBy(o => o.Name).ToDictionary(g => g.Key, g => g.Select(o => o.Value).ToArray());
        Assert.Equal([7], now["rpcbench.in_flight"]);
        Assert.Equal([1234], now["rpcbench.rate"]);
        Assert.Equal([0.001, 0.002, 0.003, 0.004], now["rpcbench.response_time"]);
        meter.Launched(Cell, Round(ok: 10));
        Assert.Empty(heard.Observed());
    }

    internal static LoadProgress Window(long ok, long error = 0, long timeout = 0) => Progress(LoadStage.Window, 0.5, ok, error, timeout);

    private static LoadProgress Warmup(double seconds, long ok) => Progress(LoadStage.Warmup, seconds, ok, 0, 0);

    private static LoadProgress Progress(LoadStage stage, double seconds, long ok, long error, long timeout) =>
        new(stage, TimeSpan.FromSeconds(seconds), ok, ok, error + timeout, 0, 1234, 3_000_000)
        {
            Timeout = timeout,
            InFlight = 7,
            P50Ns = 1_000_000,
            P90Ns = 2_000_000,
            P999Ns = 4_000_000,
        };

    private static RoundRecord Round(long ok, long error = 0, long timeout = 0, long cancelled = 0) =>
        new() { Round = 1, Counts = new CallCounts { Ok = ok, Error = error, Timeout = timeout, Cancelled = cancelled } };

    /// <summary>What a listener hears of the meter.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _all = [];

        public Heard()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LiveMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _all.Add((instrument.Name, value, Tags(tags))));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _all.Add((instrument.Name, value, Tags(tags))));
            _listener.Start();
        }

        public IEnumerable<(long Value, Dictionary<string, object?> Tags)> Counted(string name) => _all.Where(a => a.Name == name).Select(a => ((long)a.Value, a.Tags));

        public IReadOnlyList<(string Name, double Value)> Observed()
        {
            int before = _all.Count;
            _listener.RecordObservableInstruments();
            return [.. _all.Skip(before).Select(a => (a.Name, a.Value))];
        }

        public void Dispose() => _listener.Dispose();

        private static Dictionary<string, object?> Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = new Dictionary<string, object?>();
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                all.Add(tag.Key, tag.Value);
            }
            return all;
        }
    }
}
