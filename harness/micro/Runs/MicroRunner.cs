using Bench.Harness.Record;
using Bench.Micro.Codecs;
using Bench.Results.Statistics;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;

namespace Bench.Micro.Runs;

/// <summary>Runs benchmarks, one after another, and takes down what each found.</summary>
public static class MicroRunner
{
    private const string InProcess = "in-process";

    /// <summary>
    /// Runs what was chosen, but for codecs that don't give back what they were given. It can't be stopped, as BenchmarkDotNet can't; the processes that
    /// it started end with this one.
    /// </summary>
    /// <returns>One result for each, those that failed too, in the order of the selection.</returns>
    public static async Task<IReadOnlyList<MicroResult>> RunAsync(MicroSelection selection)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var verdicts = new Dictionary<CodecCase, CodecVerdict>();
        foreach (CodecCase codecCase in selection.Runs.SelectMany(r => r.BenchmarksCases).Select(MicroSelection.CaseOf).OfType<CodecCase>().Distinct())
        {
            verdicts[codecCase] = (await codecCase.PrepareAsync().ConfigureAwait(false)).Judge();
        }
        CodecVerdict? VerdictOn(BenchmarkCase benchmark) => MicroSelection.CaseOf(benchmark) is { } codecCase ? verdicts[codecCase] : null;
        BenchmarkRunInfo[] sound =
        [
            .. selection.Runs
                .Select(r => new BenchmarkRunInfo([.. r.BenchmarksCases.Where(b => VerdictOn(b)?.Failure is null)], r.Type, r.Config))
                .Where(r => r.BenchmarksCases.Length > 0),
        ];
        BenchmarkDotNet.Reports.Summary[] summaries = sound.Length == 0 ? [] : BenchmarkRunner.Run(sound);
        Dictionary<BenchmarkCase, BenchmarkReport> reports = summaries.SelectMany(s => s.Reports).ToDictionary(r => r.BenchmarkCase);
        string refused = string.Join("; ", summaries.SelectMany(s => s.ValidationErrors).Where(e => e.IsCritical).Select(e => e.Message).Distinct());
        return [.. selection.Runs.SelectMany(r => r.BenchmarksCases).Select(b => ResultOf(b, VerdictOn(b), reports.GetValueOrDefault(b), refused))];
    }

    private static MicroResult ResultOf(BenchmarkCase benchmark, CodecVerdict? verdict, BenchmarkReport? report, string refused)
    {
        IToolchain? toolchain = benchmark.Job.Infrastructure.Toolchain;
        var result = new MicroResult
        {
            Suite = benchmark.Descriptor.Type.Name,
            Benchmark = benchmark.Descriptor.WorkloadMethod.Name,
            Parameters = MicroSelection.CaseOf(benchmark)?.Parameters,
            Job = benchmark.Job.ResolvedId,
            Toolchain = toolchain is null or { IsInProcess: true } ? InProcess : toolchain.Name,
            InProcess = toolchain is null or { IsInProcess: true } ? true : null,
            EncodedBytes = verdict?.EncodedBytes,
            GzipBytes = verdict?.GzipBytes,
        };
        if (verdict?.Failure is string unsound)
        {
            return result with { Failure = unsound };
        }
        double[] times = [.. (report?.GetResultRuns() ?? []).Select(m => m.Nanoseconds / m.Operations)];
        if (times.Length == 0)
        {
            return result with { Failure = FailureOf(report, refused) };
        }
        Estimate median = MedianInterval.Of(times);
        return result with
        {
            Iterations = times.Length,
            MeanNs = times.Average(),
            MedianNs = median.Median,
            LowNs = median.Low,
            HighNs = median.High,
            AllocatedBytes = benchmark.Config.GetDiagnosers().OfType<MemoryDiagnoser>().Any() ? report!.GcStats.GetBytesAllocatedPerOperation(benchmark) : null,
            Failure = report!.Success ? null : "it ended with an error after its figures were taken; the log says why",
        };
    }

    private static string FailureOf(BenchmarkReport? report, string refused) => report switch
    {
        null => refused.Length > 0 ? $"it was refused: {refused}" : "it was not run, as one before it failed",
        { BuildResult: { IsBuildSuccess: false } build } => $"the program around it was not built: {build.ErrorMessage ?? build.GenerateException?.Message ?? "the log says why"}",
        _ => "it ended without a figure; the log says why",
    };
}
