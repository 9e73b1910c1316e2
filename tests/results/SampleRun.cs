using System.Text.Json.Nodes;
using Bench.Harness.Catalog;
using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Stages;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using HdrHistogram;

namespace Bench.Tests.Results;

/// <summary>Realistic records, the same in every run: latencies drawn from a seed, figures that fit together.</summary>
internal static class SampleRun
{
    private static readonly (string Name, double Rate, double Connections, double Handshake)[] Transports =
        [("per-call", 6_000, 12_000, 95_000), ("pooled", 38_000, 16, 88_000), ("multiplexed", 81_000, 4, 91_000)];

    private static readonly (string Name, double Slowness, double Bytes, double Allocated)[] Codecs =
        [("json", 3.2, 2841, 21_400), ("messagepack", 1, 1818, 5_020), ("protobuf", 1.15, 1869, 7_500)];

    public static IReadOnlyList<ICheck> Checks { get; } = new PlugCatalog(typeof(ICheck).Assembly).All<ICheck>();

    public static EnvironmentInfo Environment { get; } = new()
    {
        Cpu = "Sample CPU @ 2.50GHz",
        Cores = 2,
        Os = "Linux 6.1",
        Runtime = ".NET 10.0.0",
        Gc = "workstation, concurrent",
        MemoryBytes = 8L << 30,
        Architecture = "x64",
        Ports = new PortBudget(32_768, 60_999, 2),
        Fingerprint = "0123456789abcdef",
        ProcessSettings = new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0" },
    };

    /// <summary>The quick decision matrix: three strategies × three codecs, closed.</summary>
    public static RunRecord Matrix(int rounds = 3) => Complete(
        [.. Transports.SelectMany((t, i) => Codecs.Select((c, j) => Cell("order", t.Name, c.Name, Rounds(rounds, i, j))))]);

    /// <summary>A matrix in which one cell lost calls, one round failed, one was interrupted, and names are hostile.</summary>
    public static RunRecord Troubled()
    {
        RunRecord run = Matrix();
        CellRecord[] cells = [.. run.Cells];
        cells[0] = cells[0] with { Rounds = [cells[0].Rounds[0] with { Counts = cells[0].Rounds[0].Counts with { Ok = 1 } }, .. cells[0].Rounds.Skip(1)] };
        cells[1] = cells[1] with { Rounds = [.. cells[1].Rounds.Take(2), Failed(3)] };
        cells[2] = cells[2] with { Rounds = [.. cells[2].Rounds.Take(2), cells[2].Rounds[2] with { Partial = true }] };
        cells[3] = cells[3] with { Codec = Hostile, Id = $"order/pooled/{Hostile}/closed:16", Setup = Hostile };
        cells[4] = cells[4] with { Codec = "=cmd()", Rounds = [.. cells[4].Rounds.Select(Paused)] };
        return Complete(cells, partial: true) with { Absent = [new AbsentCell("order/pooled/<b>", "the codec | can't carry it")] };
    }

    /// <summary>The matrix with the answer of a laboratory, some of it hostile.</summary>
    public static RunRecord Answered() => Complete(Matrix().Cells) with
    {
        Laboratory = new LaboratoryRecord
        {
            Name = "sample-lab",
            Question = "which is faster, and by how much?",
            Tables = [new LaboratoryTable($"Figures {Hostile}", ["row", "p99", "why"], [["one", "1.20 ms", "as it is"], [Hostile, "–", Hostile]])],
            Answer = ["One is faster.", Hostile],
        },
    };

    /// <summary>A sweep of rates over two transports, with timelines, pauses and a fault; one step is invalid.</summary>
    public static RunRecord Swept()
    {
        double[] rates = [500, 1000, 2000, 4000];
        CellRecord[] cells =
        [
            .. ((string[])["pooled", "multiplexed"]).SelectMany((transport, i) => rates.Select((rate, step) =>
                Cell("order", transport, "json", [.. Enumerable.Range(1, 3).Select(r => Timed(r, rate, 200_000 * Math.Pow(i == 0 ? 2.5 : 1.4, step)))], $"open:{rate}"))),
        ];
        cells[0] = cells[0] with { Rounds = [.. cells[0].Rounds.Take(2), cells[0].Rounds[2] with { Pauses = [new PauseInfo(1_450, 120), new PauseInfo(3_100, 800)], ServerPauses = [new PauseInfo(2_000, 60, 1)] }] };
        cells[3] = cells[3] with { Rounds = [cells[3].Rounds[0] with { Counts = cells[3].Rounds[0].Counts with { Ok = 1 } }, .. cells[3].Rounds.Skip(1)] };
        cells[4] = cells[4] with { Rounds = [.. cells[4].Rounds.Select(r => r with { Faults = [new FaultInfo(2_000, "reset 50%", "2 of 4 connections")] })] };
        cells = [.. cells.Select(c => c with { Load = c.Load with { RatePerSecond = double.Parse(c.Load.Text["open:".Length..], null) } })];
        return Complete(cells) with
        {
            Plan = new JsonObject { ["scenarios"] = new JsonArray("order"), ["transports"] = new JsonArray("pooled", "multiplexed"), ["loads"] = new JsonArray("sweep:rate:500..4000:x2"), ["faults"] = new JsonArray("at 2s reset 50%"), ["pin"] = true },
        };
    }

    private static RoundRecord Timed(int round, double rate, double meanNs) => Round(round, rate, meanNs) with
    {
        OmissionPossible = false,
        WindowMs = 5000,
        Timeline = [.. Enumerable.Range(0, 5).Select(second => new TimelineSecond(second, (long)rate - (10 * second), second == 2 ? 20 : 0, meanNs * (3 + second), meanNs))],
    };

    /// <summary>Two transports with their floors, over tcp and one over a Unix socket; another load without any.</summary>
    public static RunRecord Floored()
    {
        (string Transport, string? FloorOf, double Rate)[] cells =
        [
            ("pooled", null, 40_000), ("multiplexed", null, 80_000), ("multiplexed+unix", null, 90_000),
            ("floor-blocking", "pooled", 50_000), ("floor-events", "pooled", 64_000), ("floor-pipelined", "multiplexed", 160_000), ("floor-pipelined+unix", "multiplexed", 150_000),
        ];
        return Complete(
        [
            .. cells.Select(c => Cell("order", c.Transport, "json", [.. Enumerable.Range(1, 3).Select(r => Costed(r, c.Rate * (1 + (0.02 * (r - 2)))))]) with { FloorOf = c.FloorOf, Setup = c.FloorOf is null ? null : $"bare sockets as {c.FloorOf} has them" }),
            Cell("order", "pooled", "json", [.. Enumerable.Range(1, 3).Select(r => Costed(r, 1000) with { OmissionPossible = false })], "open:1000"),
        ]);
    }

    /// <summary>Two transports whose stages were timed, one of them by calls of which one in five is unexplained, and one whose stages were not.</summary>
    public static RunRecord Staged()
    {
        return Complete(
        [
            Cell("order", "multiplexed", "json", [.. Enumerable.Range(1, 3).Select(r => OfStages(r, 80_000, 1))]),
            Cell("order", "pooled", "json", [.. Enumerable.Range(1, 3).Select(r => OfStages(r, 40_000, 0.8))]),
            Cell("order", "per-call", "json", [.. Enumerable.Range(1, 3).Select(r => Round(r, 10_000))]),
        ]);

        static RoundRecord OfStages(int round, double rate, double explained)
        {
            RoundRecord timed = Round(round, rate, 16e9 / rate);
            CallStage[] stages = Enum.GetValues<CallStage>();
            double share = explained * timed.Latency!.Service!.MeanNs!.Value / (stages.Length * (stages.Length + 1) / 2);
            return timed with
            {
                Stages = [.. stages.Select(s => new StageTime(s.Name(), share * ((int)s + 1), s is CallStage.Encode or CallStage.Decode ? 24 * ((int)s + 1) : null))],
                StageSamples = 60 + round,
            };
        }
    }

    private static RoundRecord Costed(int round, double rate) => Round(round, rate, 16e9 / rate) with
    {
        Client = new ProcessFigures<double> { CpuNsPerCall = 0.9e9 / rate, AllocatedBytesPerCall = 0 },
        Server = new ProcessFigures<double> { CpuNsPerCall = 0.8e9 / rate, AllocatedBytesPerCall = 0 },
        Wire = new WireFigures<double> { BytesOutPerCall = 120, BytesInPerCall = 60 },
    };

    /// <summary>Searches for capacity: one that found it, one that the load generator ended, one that met its objective at no rate.</summary>
    public static RunRecord Searched(int rounds = 1)
    {
        const string Load = "capacity:p99<5ms,errors<0.1%";
        return Complete(
        [
            Cell("order", "multiplexed", "json", [.. Enumerable.Range(1, rounds).Select(r => Found(r, 40_000 + (500 * r), 42_300 + (500 * r)))], Load),
            Cell("order", "pooled", "json", [.. Enumerable.Range(1, rounds).Select(r => Found(r, 20_000, 21_000, generator: true))], Load),
            Cell("order", "per-call", "json", [.. Enumerable.Range(1, rounds).Select(NotFound)], Load),
        ]);
    }

    /// <summary>A round whose search confirmed a rate.</summary>
    public static RoundRecord Found(int round, double confirmed, double notMet, bool generator = false) => Round(round, confirmed) with
    {
        OmissionPossible = false,
        CapacityPerSecond = confirmed,
        Search = new SearchRecord
        {
            Objective = "p99<5ms,errors<0.1%",
            Outcome = SearchOutcome.Confirmed,
            ConfirmedPerSecond = confirmed,
            NotMetPerSecond = notMet,
            GeneratorLimited = generator ? true : null,
            Trail =
            [
                Step(SearchStage.Bracket, confirmed, 3_210_000),
                Step(SearchStage.Bracket, notMet, 7_650_000, generator),
                Step(SearchStage.Confirm, confirmed, 4_320_000),
                Step(SearchStage.Exceed, notMet, 8_760_000, generator),
            ],
        },
    };

    /// <summary>A round whose search met its objective at no rate.</summary>
    public static RoundRecord NotFound(int round) => new()
    {
        Round = round,
        Counts = new CallCounts { Scheduled = 10, Started = 10, Ok = 10, Attempts = 10 },
        WindowMs = 1000,
        Search = new SearchRecord
        {
            Objective = "p99<5ms,errors<0.1%",
            Outcome = SearchOutcome.NeverMet,
            NotMetPerSecond = 10,
            Trail = [Step(SearchStage.Bracket, 1000, 52_000_000), Step(SearchStage.Bracket, 10, 51_000_000)],
        },
    };

    private static SearchStep Step(SearchStage stage, double rate, double p99Ns, bool generator = false)
    {
        string found = Quantity.Text(p99Ns, Unit.Nanoseconds);
        bool met = p99Ns < 5_000_000;
        return new SearchStep(
            stage,
            rate,
            stage is SearchStage.Confirm or SearchStage.Exceed ? 2000 : 1000,
            met,
            [new ObjectivePart("p99<5ms", found, p99Ns, met), new ObjectivePart("errors<0.1%", "0.00 %", 0, true)],
            met ? null : $"{(generator ? "generator limited: " : "")}p99<5ms was {found}",
            generator ? true : null);
    }

    /// <summary>A name as nobody good would choose it.</summary>
    public const string Hostile = "</script><script>alert('x')</script>|`\"&\u202Eevil\n## heading";

    public static RunRecord Complete(IReadOnlyList<CellRecord> cells, bool partial = false) => RunRecordAssembly.Complete(
        new RunRecord
        {
            Tool = new ToolInfo("0.1.0", "0123abc", Dirty: false, PackagesSha256: "feedface"),
            StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Seed = 42,
            Plan = new JsonObject { ["scenarios"] = new JsonArray("order"), ["loads"] = new JsonArray("closed:16"), ["rounds"] = 3 },
            PlanSha256 = "cafebabe",
            Environment = Environment,
            Trust = Trust.NotAudited,
            Cells = cells,
            Quick = true,
            Partial = partial ? true : null,
        },
        Checks);

    public static CellRecord Cell(string scenario, string transport, string codec, IReadOnlyList<RoundRecord> rounds, string load = "closed:16") => new()
    {
        Id = $"{scenario}/{transport}/{codec}/{load}",
        Scenario = scenario,
        Transport = transport,
        Codec = codec,
        Binding = "emitted",
        Directory = "static",
        Link = "loopback",
        Options = new CellOptions { DeadlineMs = 10_000, WarmupMs = 500, DurationMs = 1000 },
        Load = load.StartsWith("capacity:", StringComparison.Ordinal)
            ? new LoadInfo { Model = "open", Text = load, Objective = load["capacity:".Length..] }
            : load.StartsWith("open", StringComparison.Ordinal)
            ? new LoadInfo { Model = "open", Text = load, RatePerSecond = 1000 }
            : new LoadInfo { Model = "closed", Text = load, Workers = 16 },
        Payloads = [new PayloadInfo("Submit", Codecs.FirstOrDefault(c => c.Name == codec).Bytes, 40)],
        Rounds = rounds,
        Trust = Trust.NotAudited,
    };

    /// <summary>A round in which everything went well.</summary>
    public static RoundRecord Round(int round = 1, double rate = 1000, double meanNs = 200_000, int calls = 4000)
    {
        Random random = new(round + (int)rate);
        LongHistogram histogram = new(1, 3_600_000_000_000, 3);
        for (int i = 0; i < calls; i++)
        {
            // A log-normal body with a tail of one in two hundred that is ten times as slow.
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            histogram.RecordValue((long)(meanNs * Math.Exp(0.25 * normal) * (random.Next(200) == 0 ? 10 : 1)) + 1);
        }

        Percentiles<double> latency = Percentiles(histogram);
        string text = HistogramText.Encode(histogram);
        return new RoundRecord
        {
            Round = round,
            Counts = new CallCounts { Scheduled = calls, Started = calls, Ok = calls, Attempts = calls },
            ThroughputPerSecond = rate,
            GoodputPerSecond = rate,
            OmissionPossible = true,
            WindowMs = 1000,
            Latency = new LatencyFigures<double> { Response = latency, Service = latency, ResponseHdr = text, ServiceHdr = text },
            ServerHandled = calls,
            CpuSteal = 0.001,
            CoreIdle = [0.4, 0.3],
            WallAheadNs = -100,
            RequestsSent = calls,
            Halves = [new HalfRound(rate, meanNs), new HalfRound(rate * 1.02, meanNs * 0.98)],
            RecordingNs = 60,
            Leftovers = new LeftoverInfo(0, 0, 0),
        };
    }

    public static RoundRecord Failed(int round) => new() { Round = round, Failure = "the server did not start: port 7000 is in use", Counts = new CallCounts() };

    private static RoundRecord[] Rounds(int count, int transport, int codec) =>
        [.. Enumerable.Range(1, count).Select(round => Matrix(round, Transports[transport], Codecs[codec]))];

    private static RoundRecord Matrix(
        int round, (string Name, double Rate, double Connections, double Handshake) transport, (string Name, double Slowness, double Bytes, double Allocated) codec)
    {
        double noise = 1 + (0.02 * (round - 2));
        double rate = Math.Round(transport.Rate / (1 + ((codec.Slowness - 1) * (transport.Rate / 60_000))) * noise, 1);
        double cpu = 0.9e9 / rate;
        return Round(round, rate, 16e9 / rate) with
        {
            Client = new ProcessFigures<double> { CpuNsPerCall = cpu, AllocatedBytesPerCall = codec.Allocated, GcPauseNs = 2e6, Gen0 = 12, Gen1 = 2, Gen2 = 0 },
            Server = new ProcessFigures<double> { CpuNsPerCall = cpu * 0.8, AllocatedBytesPerCall = codec.Allocated * 0.9, GcPauseNs = 1e6, Gen0 = 9, Gen1 = 1, Gen2 = 0 },
            Wire = new WireFigures<double> { BytesOutPerCall = codec.Bytes + 21, BytesInPerCall = 40 + 13 },
            Connections = new ConnectionFigures<double>
            {
                Opened = transport.Connections,
                Peak = Math.Min(transport.Connections, 16),
                Reconnects = 0,
                CallsPerConnection = Math.Max(1, Math.Round(4000 / transport.Connections)),
                HandshakeP50Ns = transport.Handshake,
                WaitP99Ns = 1_900,
                TimeWait = transport.Name == "per-call" ? 12_010 : 0,
            },
        };
    }

    private static RoundRecord Paused(RoundRecord round) => round with { Pauses = [new PauseInfo(450, 120)] };

    private static Percentiles<double> Percentiles(LongHistogram histogram) => new()
    {
        P50Ns = histogram.GetValueAtPercentile(50),
        P90Ns = histogram.GetValueAtPercentile(90),
        P95Ns = histogram.GetValueAtPercentile(95),
        P99Ns = histogram.GetValueAtPercentile(99),
        P999Ns = histogram.GetValueAtPercentile(99.9),
        MaxNs = histogram.GetMaxValue(),
        MeanNs = Math.Round(histogram.GetMean(), 1),
    };

    public static string Render(IReport report, RunRecord run)
    {
        using StringWriter writer = new(System.Globalization.CultureInfo.InvariantCulture);
        report.Write(run, writer);
        return writer.ToString();
    }
}
