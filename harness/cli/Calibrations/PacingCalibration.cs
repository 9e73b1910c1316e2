using System.Globalization;
using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Results.Quantities;

namespace Bench.Cli.Calibrations;

/// <summary>
/// The lateness of calls at 1,000, 5,000 and 20,000 a second, beside what loops over timers give in turn: whoever writes a load generator in an
/// afternoon writes one of those.
/// </summary>
public sealed class PacingCalibration : ICalibration
{
    private const int Blocks = 3;
    private static readonly TimeSpan Block = TimeSpan.FromSeconds(1);

    /// <summary>Rates, how many times lower the p99 must be than the better loop's, and how many cores more it may take; null for no limit.</summary>
    private static readonly (double Rate, double Ratio, double? MoreCores)[] Rates = [(1_000, 20, 0.15), (5_000, 5, null), (20_000, 1, null)];

    /// <inheritdoc/>
    public string Name => "pacing";

    /// <inheritdoc/>
    public string Summary => "calls are sent when they are due, many times closer than by loops over timers";

    /// <inheritdoc/>
    public int Rank => 8;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var proofs = new List<Proof>();
        foreach ((double rate, double ratio, double? moreCores) in Rates)
        {
            var ours = new Lateness();
            var delay = new Lateness();
            var periodic = new Lateness();
            for (int block = 0; block < Blocks; block++)
            {
                await ours.AddAsync(bench.Clock, async () => (await EngineAsync(rate, bench.Clock, cancellation).ConfigureAwait(false)).SendLag!).ConfigureAwait(false);
                await delay.AddAsync(bench.Clock, () => TimerLoops.DelayAsync(rate, Block, bench.Clock, cancellation)).ConfigureAwait(false);
                await periodic.AddAsync(bench.Clock, () => TimerLoops.PeriodicAsync(rate, Block, bench.Clock, cancellation)).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
            }
            double theirs = Math.Min(delay.P99Ns, periodic.P99Ns);
            double lessCores = Math.Min(delay.Cores, periodic.Cores);
            string limit = $"p99 {ratio:0}× lower{(moreCores is { } most ? $", at most {Cores(most)} more" : "")}";
            proofs.Add(new Proof(
                $"send lag at {Quantity.Count(rate)} calls/s",
                $"Task.Delay {delay}; PeriodicTimer {periodic}",
                ours.ToString(),
                limit,
                ours.P99Ns * ratio <= theirs && (moreCores is null || ours.Cores <= lessCores + moreCores)));
        }
        return proofs;
    }

    private static Task<LoadResult> EngineAsync(double rate, Clock clock, CancellationToken cancellation) =>
        LoadEngine.RunAsync(new LoadOptions { Model = new OpenLoad(rate), Duration = Block, Clock = clock }, () => new NoCall(), null, cancellation);

    private static string Cores(double cores) => $"{cores.ToString("0.00", CultureInfo.InvariantCulture)} cores";

    private sealed class NoCall : ICaller
    {
        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => default;
    }

    /// <summary>Lateness over blocks, and the CPU time that the process took meanwhile.</summary>
    private sealed class Lateness
    {
        private readonly LatencyHistogram _lag = new();
        private double _cpuNs;
        private double _ns;

        public double P99Ns => _lag.ValueAtPercentile(99);

        public double Cores => _cpuNs / _ns;

        public async Task AddAsync(Clock clock, Func<Task<LatencyHistogram>> block)
        {
            var before = ProcessSnapshot.Take(clock);
            _lag.Add(await block().ConfigureAwait(false));
            ProcessSnapshot spent = ProcessSnapshot.Take(clock).Minus(before);
            _cpuNs += spent.CpuNs;
            _ns += spent.AtNs;
        }

        public override string ToString() =>
            $"p50 {Text(_lag.ValueAtPercentile(50))}, p99 {Text(P99Ns)}, max {Text(_lag.MaxNs)}, {PacingCalibration.Cores(Cores)}";

        private static string Text(double ns) => Quantity.Text(ns, Unit.Nanoseconds);
    }
}
