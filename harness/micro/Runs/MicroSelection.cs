using System.Reflection;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Micro.Codecs;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Bench.Micro.Runs;

/// <summary>The benchmarks that were asked for: every suite, those over codecs for every message that the catalog's codecs can carry.</summary>
public sealed class MicroSelection
{
    private const int WidestName = 200;

    // The whole source tree is built, which takes a busy machine longer than BenchmarkDotNet's two minutes.
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    private MicroSelection(BenchmarkRunInfo[] runs, IReadOnlyList<AbsentCell> absent) => (Runs, Absent) = (runs, absent);

    /// <summary>Suites with their benchmarks, e.g. <c>CodecBenchmarks (EncodeFresh, EncodeReused, Decode)</c>.</summary>
    public static IReadOnlyList<string> Suites { get; } =
        [.. SuiteTypes.Select(t => $"{t.Name} ({string.Join(", ", BenchmarksOf(t).Select(b => b.Name))})")];

    /// <summary>Full names of what was chosen, e.g. <c>Bench.Micro.Codecs.CodecBenchmarks.Decode(Case: json/order/PlaceAsync/request)</c>.</summary>
    public IReadOnlyList<string> Names => [.. Runs.SelectMany(r => r.BenchmarksCases).Select(FullNameProvider.GetBenchmarkName)];

    /// <summary>What was asked for and can't be measured, with the reason.</summary>
    public IReadOnlyList<AbsentCell> Absent { get; }

    internal BenchmarkRunInfo[] Runs { get; }

    private static IEnumerable<Type> SuiteTypes => typeof(MicroSelection).Assembly.GetExportedTypes().Where(t => BenchmarksOf(t).Any()).OrderBy(t => t.FullName, StringComparer.Ordinal);

    /// <summary>Chooses benchmarks.</summary>
    /// <param name="plugs">Codecs and scenarios.</param>
    /// <param name="options">Filters, jobs and the rest.</param>
    /// <param name="artifacts">Folder for what BenchmarkDotNet writes.</param>
    /// <param name="log">Gets BenchmarkDotNet's log.</param>
    public static MicroSelection Of(PlugCatalog plugs, MicroOptions options, string artifacts, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(options);
        IConfig unfiltered = ConfigOf(options.Config, artifacts, log);
        var jobs = new MicroJobs(SourceTreeToolchain.Find());
        CodecCase[] cases = [.. CodecCase.All(plugs)];
        Dictionary<CodecCase, string?> whyNot = cases.ToDictionary(c => c, c => c.WhyNot);
        var absent = new List<AbsentCell>();
        var impossible = new List<CodecCase>();
        var runs = new List<BenchmarkRunInfo>();
        foreach (Type suite in SuiteTypes)
        {
            BenchmarkRunInfo plain = BenchmarkConverter.TypeToBenchmarks(suite, unfiltered);
            BenchmarkCase[] asked =
            [
                .. plain.BenchmarksCases.SelectMany(b => Repeat(b, suite, cases, jobs)).Where(b => options.Config.GetFilters().All(f => f.Predicate(b))),
            ];
            BenchmarkCase[] chosen = [.. asked.Where(b => CaseOf(b) is not { } carried || whyNot[carried] is null)];
            impossible.AddRange(asked.Except(chosen).Select(b => CaseOf(b)!));
            BenchmarkCase[] possible = [.. chosen.Select(b => suite == typeof(FirstMessageBenchmarks) ? Once(b) : b).OfType<BenchmarkCase>()];
            if (possible.Length < chosen.Length)
            {
                absent.Add(new AbsentCell($"micro/{suite.Name}", "the first message of a process takes processes of its own: run it from a build within its source tree, with the .NET SDK, and not in-process"));
            }
            if (possible.Length > 0)
            {
                runs.Add(new BenchmarkRunInfo(possible, suite, plain.Config));
            }
        }
        return new MicroSelection([.. runs], [.. absent, .. impossible.Distinct().Select(c => new AbsentCell($"micro/{c}", whyNot[c]!))]);
    }

    /// <summary>The case that a benchmark is repeated for; null if it is not over codecs.</summary>
    internal static CodecCase? CaseOf(BenchmarkCase benchmark) => benchmark.Parameters.Items.Select(p => p.Value).OfType<CodecCase>().FirstOrDefault();

    private static IEnumerable<MethodInfo> BenchmarksOf(Type suite) => suite.GetMethods().Where(m => m.IsDefined(typeof(BenchmarkAttribute)));

    /// <summary>A benchmark in its place; over codecs, once for each case.</summary>
    private static IEnumerable<BenchmarkCase> Repeat(BenchmarkCase benchmark, Type suite, CodecCase[] cases, MicroJobs jobs)
    {
        if (suite.GetProperty(nameof(CodecBenchmarks.Case)) is not { } property || property.PropertyType != typeof(CodecCase))
        {
            return [BenchmarkCase.Create(benchmark.Descriptor, jobs.Place(benchmark.Job, shipped: true), benchmark.Parameters, benchmark.Config)];
        }
        var definition = new ParameterDefinition(property.Name, isStatic: false, [], isArgument: false, typeof(CodecCase), 0);
        return cases.Select(c => BenchmarkCase.Create(
            benchmark.Descriptor,
            jobs.Place(benchmark.Job, c.IsShipped),
            new ParameterInstances([new ParameterInstance(definition, new CodecCaseParameter(c), benchmark.Config.SummaryStyle)]),
            benchmark.Config));
    }

    private static BenchmarkCase? Once(BenchmarkCase benchmark) =>
        MicroJobs.Once(benchmark.Job) is Job job ? BenchmarkCase.Create(benchmark.Descriptor, job, benchmark.Parameters, benchmark.Config) : null;

    /// <summary>What was asked for, but for filters, which need the cases, and places to write to, which are ours.</summary>
    private static ManualConfig ConfigOf(IConfig asked, string artifacts, TextWriter log)
    {
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddJob([.. asked.GetJobs()])
            .AddDiagnoser([.. asked.GetDiagnosers()])
            .AddExporter([.. asked.GetExporters()])
            .AddHardwareCounters([.. asked.GetHardwareCounters()])
            .AddColumnProvider([.. DefaultConfig.Instance.GetColumnProviders()])
            .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
            .AddLogger(new LogWriter(log))
            .WithArtifactsPath(artifacts)
            .WithBuildTimeout(asked.BuildTimeout == DefaultConfig.Instance.BuildTimeout ? BuildTimeout : asked.BuildTimeout)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestName));
        // A build without optimisations is measured as well, and the record says so.
        config.Options = asked.Options | ConfigOptions.DisableOptimizationsValidator;
        return config;
    }
}
