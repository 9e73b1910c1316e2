using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results;
using Bench.Results.Micro;
using Bench.Results.Reports;
using Bench.Results.Store;

namespace Bench.Tests.Results;

/// <summary>Benchmarks of single parts in a record: their share of calls, what speaks against them, and how reports show them.</summary>
public sealed class MicroTests
{
    [Fact]
    public void A_codecs_share_is_its_work_on_both_sides_over_the_CPU_time_of_both()
    {
        RunRecord run = Run(Cell("order", "json", clientCpuNs: 40_000, serverCpuNs: 60_000)) with { Micro = Messages("json", "order", "PlaceAsync", 1, 3_000, 4_000, 5_000, 6_000) };

        CodecShare share = Assert.Single(CodecShare.Of(run));

        // The client encodes the request and decodes the reply; the server does the rest.
        Assert.Equal((3_000 + 6_000, 4_000 + 5_000), (share.Client.Median, share.Server.Median));
        Assert.Equal((40_000, 60_000), (share.ClientCpu.Median, share.ServerCpu.Median));
        Assert.Equal(0.18, share.Share, 12);
        Assert.Equal(0.18 * 0.9 / 1.25, share.Low!.Value, 12);
        Assert.Equal(0.18 * 1.1 / 0.8, share.High!.Value, 12);
    }

    [Fact]
    public void Several_methods_count_by_the_scenarios_weights_or_by_the_cells_own()
    {
        MicroResult[] micro = [.. Messages("json", "mixed", "EchoAsync", 3, 100, 100, 100, 100), .. Messages("json", "mixed", "PlaceAsync", 1, 900, 900, 900, 900)];
        CellRecord cell = Cell("mixed", "json", 1_000, 1_000);

        CodecShare scenarios = Assert.Single(CodecShare.Of(Run(cell) with { Micro = micro }));
        CodecShare own = Assert.Single(CodecShare.Of(Run(cell with { Options = cell.Options with { Weights = new Dictionary<string, int> { ["EchoAsync"] = 1, ["PlaceAsync"] = 1 } } }) with { Micro = micro }));
        CodecShare one = Assert.Single(CodecShare.Of(Run(cell with { Options = cell.Options with { Weights = new Dictionary<string, int> { ["EchoAsync"] = 7 } } }) with { Micro = micro }));

        Assert.Equal((600, 600), (scenarios.Client.Median, scenarios.Server.Median));
        Assert.Equal((1_000, 1_000), (own.Client.Median, own.Server.Median));
        Assert.Equal((200, 200), (one.Client.Median, one.Server.Median));
    }

    [Fact]
    public void There_is_no_share_where_something_is_missing_or_can_not_be_trusted()
    {
        MicroResult[] whole = [.. Messages("json", "order", "PlaceAsync", 1, 1, 1, 1, 1)];
        CellRecord cell = Cell("order", "json", 1_000, 1_000);
        CellRecord withoutServer = cell with { Summary = cell.Summary! with { Server = null } };
        CellRecord invalid = cell with { Trust = Trust.NotAudited };
        CellRecord twoMethods = cell with { Payloads = [new PayloadInfo("PlaceAsync", 1, 1), new PayloadInfo("OtherAsync", 1, 1)] };

        Assert.Single(CodecShare.Of(Run(cell) with { Micro = whole }));
        Assert.Empty(CodecShare.Of(Run(cell)));
        Assert.Empty(CodecShare.Of(Run(cell with { Codec = "xml" }) with { Micro = whole }));
        Assert.Empty(CodecShare.Of(Run(withoutServer) with { Micro = whole }));
        Assert.Empty(CodecShare.Of(Run(invalid) with { Micro = whole }));
        Assert.Empty(CodecShare.Of(Run(twoMethods) with { Micro = whole }));
        for (int i = 0; i < whole.Length; i++)
        {
            bool needed = whole[i].Benchmark != MicroResult.EncodeFresh;
            Assert.Equal(needed ? 0 : 1, CodecShare.Of(Run(cell) with { Micro = [.. whole[..i], .. whole[(i + 1)..]] }).Count);
            Assert.Equal(needed ? 0 : 1, CodecShare.Of(Run(cell) with { Micro = [.. whole[..i], whole[i] with { MedianNs = null, Failure = "no" }, .. whole[(i + 1)..]] }).Count);
        }
    }

    [Theory]
    [InlineData("sound", TrustVerdict.Valid, "")]
    [InlineData("in process", TrustVerdict.Degraded, "6 of 6 benchmarks ran within the command's own process")]
    [InlineData("once", TrustVerdict.Degraded, "6 of 6 benchmarks had fewer than 3 iterations, for example EncodeFresh of json/order/PlaceAsync/request")]
    [InlineData("wide", TrustVerdict.Degraded, "the times of 1 of 6 benchmarks are known within a factor of 2 at best, for example EncodeFresh of json/order/PlaceAsync/request (1.00 µs to 2.10 µs)")]
    [InlineData("just narrow enough", TrustVerdict.Valid, "")]
    [InlineData("one failed", TrustVerdict.Degraded, "1 of 6 benchmarks failed: EncodeFresh of json/order/PlaceAsync/request: boom")]
    [InlineData("all failed", TrustVerdict.Invalid, "6 of 6 benchmarks failed")]
    [InlineData("none", TrustVerdict.Invalid, "no cell was measured")]
    public void A_record_without_cells_is_as_good_as_its_benchmarks(string situation, TrustVerdict verdict, string words)
    {
        RunRecord run = RunRecordAssembly.Complete(
            SampleRun.Complete([]) with { Micro = [.. Messages("json", "order", "PlaceAsync", 1, 1, 1, 1, 1).Select((m, i) => In(situation, m, i)).OfType<MicroResult>()] }, SampleRun.Checks);

        Assert.Equal(verdict, run.Trust.Verdict);
        Assert.True(words.Length == 0 || run.Trust.Findings.Any(f => f.Figure.Contains(words, StringComparison.Ordinal)), string.Join('\n', run.Trust.Findings));
        Assert.Empty(PublishedSchema.Violations(RunRecordStore.ToJson(run)));
        Assert.Equal(run.Micro, RunRecordStore.Parse(RunRecordStore.ToJson(run), "run.json").Record.Micro);
    }

    [Fact]
    public void Figures_of_benchmarks_that_can_not_be_are_refused()
    {
        RunRecord run = SampleRun.Complete([]) with { Micro = [Other("EngineBenchmarks", "NoOp", -1, 0)] };

        RunRecordException refused = Assert.Throws<RunRecordException>(() => RunRecordStore.ToJson(run));

        Assert.Equal("$.micro[0].meanNs", refused.Member);
    }

    [Fact]
    public void Benchmarks_of_the_same_machine_are_put_beside_a_run_with_what_speaks_against_them()
    {
        RunRecord included = MicroInclusion.Include(SampleRun.Matrix(), Stored(m => m with { InProcess = true }), allowDifferent: false);

        Assert.Equal(6, included.Micro!.Count);
        Assert.Equal(9, included.Cells.Count);
        Finding finding = Assert.Single(included.Trust.Findings, f => f.Check == "micro");
        Assert.Equal((Severity.Degraded, "the micro benchmarks"), (finding.Severity, finding.Window));
    }

    [Theory]
    [InlineData("machine", "Other CPU with 2 cores")]
    [InlineData("runtime", ".NET 11.0.0 against .NET 10.0.0")]
    public void Benchmarks_from_elsewhere_are_refused_or_labelled(string difference, string words)
    {
        StoredRun stored = Stored(m => m);
        EnvironmentInfo environment = difference == "machine"
            ? SampleRun.Environment with { Cpu = "Other CPU", Fingerprint = "ffff" }
            : SampleRun.Environment with { Runtime = ".NET 11.0.0" };
        stored = stored with { Record = stored.Record with { Environment = environment } };

        RunRecordException refused = Assert.Throws<RunRecordException>(() => MicroInclusion.Include(SampleRun.Matrix(), stored, allowDifferent: false));
        RunRecord labelled = MicroInclusion.Include(SampleRun.Matrix(), stored, allowDifferent: true);

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-different", refused.Message, StringComparison.Ordinal);
        Assert.Contains(labelled.Trust.Findings, f => f is { Check: "micro", Severity: Severity.Degraded } && f.Figure.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void A_share_above_the_whole_says_that_the_benchmarks_were_disturbed()
    {
        StoredRun stored = new(RunRecordAssembly.Complete(SampleRun.Complete([]) with { Micro = Sample() }, SampleRun.Checks), "micro/run.json", HasIntegrity: true);

        RunRecord included = MicroInclusion.Include(SampleRun.Matrix(), stored, allowDifferent: false);

        Finding finding = Assert.Single(included.Trust.Findings, f => f.Limit == "at most 100 %");
        Assert.Equal(("micro", Severity.Degraded, "order/multiplexed/json/closed:16"), (finding.Check, finding.Severity, finding.Window));
        Assert.Contains("105 %", finding.Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void Benchmarks_that_can_not_be_trusted_are_refused()
    {
        RunRecordException refused = Assert.Throws<RunRecordException>(() => MicroInclusion.Include(SampleRun.Matrix(), Stored(m => m with { MedianNs = null, Failure = "boom" }), allowDifferent: true));

        Assert.Contains("boom", refused.Message, StringComparison.Ordinal);
        Assert.Equal("$.trust", refused.Member);
    }

    [Fact]
    public void The_section_is_as_its_golden_files()
    {
        RunRecord run = SampleRun.Matrix() with { Micro = Sample() };
        string text = SampleRun.Render(Find("md"), run);
        int from = text.IndexOf("## Single parts", StringComparison.Ordinal);
        Golden.Matches("tests/results/golden/micro.md", text[from..text.IndexOf("## Payload sizes", StringComparison.Ordinal)]);
        string page = SampleRun.Render(Find("html"), run);
        from = page.IndexOf("<section id=\"micro\"", StringComparison.Ordinal);
        Golden.Matches("tests/results/golden/micro.html", page[from..(page.IndexOf("</section>", from, StringComparison.Ordinal) + "</section>\n".Length)]);
    }

    [Fact]
    public void A_record_of_benchmarks_alone_has_no_empty_sections_and_says_how_to_run_them_again()
    {
        RunRecord run = SampleRun.Complete([]) with { Micro = Sample(), Plan = new() { ["micro"] = new System.Text.Json.Nodes.JsonArray("*/order/*", "--job", "short") } };
        string text = SampleRun.Render(Find("md"), run);
        string page = SampleRun.Render(Find("html"), run);

        Assert.Contains("```\nrpcbench micro \"*/order/*\" --job short\n```", text, StringComparison.Ordinal);
        Assert.Contains("<code>rpcbench micro &quot;*/order/*&quot; --job short</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("What to pick", text + page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Payload sizes", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Benchmarks_of_the_load_engine_say_what_it_offers_and_what_it_costs_beside_the_clock()
    {
        MicroResult[] engine = [Other("EngineBenchmarks", "NoOp", 80, 0), Other("EngineBenchmarks", "NoOpByTwo", 40, 0), Other("EngineBenchmarks", "TwoClockReadings", 56, 0)];

        LaboratoryTable table = MicroText.Tables(SampleRun.Complete([]) with { Micro = engine })[^1];

        Assert.Equal(["12.5 M/s", "25.0 M/s", "0 B", "80 ns", "52 ns"], Assert.Single(table.Rows));
        Assert.All(engine, m => Assert.DoesNotContain(
            MicroText.Tables(SampleRun.Complete([]) with { Micro = [.. engine.Except([m])] }), t => t.Title.StartsWith("The load engine", StringComparison.Ordinal)));
    }

    [Fact]
    public void Benchmarks_of_stages_say_what_timing_them_costs_a_call()
    {
        MicroResult[] stages =
        [
            Other("StageBenchmarks", "One", 1_000, 0), Other("StageBenchmarks", "OneNotSampled", 4, 0), Other("StageBenchmarks", "OneAlwaysSampled", 1_640, 0),
            Other("StageBenchmarks", "Sixteen", 800, 0),
        ];

        LaboratoryTable table = MicroText.Tables(SampleRun.Complete([]) with { Micro = stages })[^1];

        Assert.Equal(["1", "1.00 µs", "4 ns", "640 ns", "14 ns", "1.4 %"], Assert.Single(table.Rows));
    }

    [Fact]
    public void Hostile_names_of_benchmarks_stay_text()
    {
        RunRecord run = SampleRun.Complete([]) with
        {
            Micro = [.. Messages(SampleRun.Hostile, SampleRun.Hostile, SampleRun.Hostile, 1, 1, 1, 1, 1), Other(SampleRun.Hostile, SampleRun.Hostile, 1, 1) with { Job = SampleRun.Hostile }],
            Plan = new() { ["micro"] = new System.Text.Json.Nodes.JsonArray(SampleRun.Hostile) },
        };

        Assert.DoesNotContain("<script", SampleRun.Render(Find("html"), run), StringComparison.Ordinal);
        string text = SampleRun.Render(Find("md"), run);
        Assert.DoesNotContain(text.Split('\n'), l => l.StartsWith("## heading", StringComparison.Ordinal));
        Assert.DoesNotContain("<script>alert", text.Replace("rpcbench micro", "\u0000", StringComparison.Ordinal).Split('\u0000')[0], StringComparison.Ordinal);
    }

    private static IReport Find(string name) => new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", name);

    private static RunRecord Run(CellRecord cell) => SampleRun.Complete([]) with { Cells = [cell] };

    private static CellRecord Cell(string scenario, string codec, double clientCpuNs, double serverCpuNs) => SampleRun.Cell(scenario, "pooled", codec, []) with
    {
        Payloads = null,
        Trust = new Trust(TrustVerdict.Valid, []),
        Summary = new Figures<Estimate>
        {
            Client = new ProcessFigures<Estimate> { CpuNsPerCall = new Estimate(clientCpuNs, clientCpuNs * 0.8, clientCpuNs * 1.25) },
            Server = new ProcessFigures<Estimate> { CpuNsPerCall = new Estimate(serverCpuNs, serverCpuNs * 0.8, serverCpuNs * 1.25) },
        },
    };

    /// <summary>The six benchmarks of a method in a codec.</summary>
    private static MicroResult[] Messages(string codec, string scenario, string method, int weight, double encodeRequestNs, double decodeRequestNs, double encodeReplyNs, double decodeReplyNs)
    {
        MicroResult Of(string benchmark, string message, double ns, double allocated) => Other(MicroResult.CodecSuite, benchmark, ns, allocated) with
        {
            Parameters = new MicroParameters(codec, scenario, method, message, weight),
            EncodedBytes = message == MicroParameters.Request ? 3_040 : 3_112,
            GzipBytes = 1_520,
        };
        return
        [
            Of(MicroResult.EncodeFresh, MicroParameters.Request, encodeRequestNs * 1.5, 4_096),
            Of(MicroResult.EncodeReused, MicroParameters.Request, encodeRequestNs, 0),
            Of(MicroResult.Decode, MicroParameters.Request, decodeRequestNs, 5_000),
            Of(MicroResult.EncodeFresh, MicroParameters.Reply, encodeReplyNs * 1.5, 4_096),
            Of(MicroResult.EncodeReused, MicroParameters.Reply, encodeReplyNs, 0),
            Of(MicroResult.Decode, MicroParameters.Reply, decodeReplyNs, 5_100),
        ];
    }

    private static MicroResult Other(string suite, string benchmark, double ns, double allocated) => new()
    {
        Suite = suite,
        Benchmark = benchmark,
        Job = "ShortRun",
        Toolchain = ".NET 10.0",
        Iterations = 3,
        MeanNs = ns,
        MedianNs = ns,
        LowNs = ns * 0.9,
        HighNs = ns * 1.1,
        AllocatedBytes = allocated,
    };

    /// <summary>Codecs of the sample run, first messages, and other suites; the sample's method is called Submit.</summary>
    private static MicroResult[] Sample() =>
    [
        .. Messages("json", "order", "Submit", 1, 25_000, 47_000, 5_000, 6_000),
        .. Messages("messagepack", "order", "Submit", 1, 2_300, 4_800, 300, 400).Where(m => m.Benchmark != MicroResult.EncodeFresh),
        Other(MicroResult.FirstMessageSuite, MicroResult.FirstEncode, 31_000_000, 0) with { Parameters = new MicroParameters("json", "order", "Submit", MicroParameters.Request, 1), Job = "Cold", Iterations = 10, AllocatedBytes = null },
        Other(MicroResult.FirstMessageSuite, MicroResult.FirstRoundTrip, 52_000_000, 0) with { Parameters = new MicroParameters("json", "order", "Submit", MicroParameters.Request, 1), Job = "Cold", Iterations = 10, AllocatedBytes = null },
        Other("FrameBenchmarks", "WriteHeader", 1.52, 0),
        Other("FrameBenchmarks", "ReadFrame", 0, 0) with { MedianNs = null, LowNs = null, HighNs = null, AllocatedBytes = null, Failure = "it ended" },
    ];

    private static StoredRun Stored(Func<MicroResult, MicroResult> alter) => new(
        RunRecordAssembly.Complete(SampleRun.Complete([]) with { Micro = [.. Messages("json", "order", "PlaceAsync", 1, 1, 1, 1, 1).Select(alter)] }, SampleRun.Checks), "micro/run.json", HasIntegrity: true);

    private static MicroResult? In(string situation, MicroResult result, int index) => situation switch
    {
        "in process" => result with { InProcess = true },
        "wide" when index == 0 => result with { LowNs = 1_000, HighNs = 2_100 },
        "just narrow enough" when index == 0 => result with { LowNs = 1_000, HighNs = 2_000 },
        "once" => result with { Iterations = 1 },
        "one failed" when index == 0 => result with { MedianNs = null, Failure = "boom" },
        "all failed" => result with { MedianNs = null, Failure = "boom" },
        "none" => null,
        _ => result,
    };
}
