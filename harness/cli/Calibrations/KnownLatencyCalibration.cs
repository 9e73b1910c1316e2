using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Calibrations;

/// <summary>A server that takes exactly 1, 10 and 100 ms: percentiles are those.</summary>
public sealed class KnownLatencyCalibration : ICalibration
{
    // What two busy cores add: the way there and back, and the server's own lateness.
    private const double FixedNs = 200_000;
    private const double Share = 0.01;

    private static readonly (string Method, double Ms)[] Known = [(nameof(ITimed.After1MsAsync), 1), (nameof(ITimed.After10MsAsync), 10), (nameof(ITimed.After100MsAsync), 100)];

    /// <inheritdoc/>
    public string Name => "known-latency";

    /// <inheritdoc/>
    public string Summary => "a server that takes 1, 10 and 100 ms has these percentiles";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var plan = new RunPlan { Scenarios = [TimedScenario.PlugName], Weights = Known.ToDictionary(k => k.Method, _ => 1), Loads = ["open:300"], Duration = "8s" };
        CellRecord cell = await bench.MeasureAsync(plan, null, cancellation).ConfigureAwait(false);
        return [.. Known.SelectMany(known => Of(cell.Rounds[0].Methods!.Single(m => m.Method == known.Method).Response!, known.Ms))];
    }

    private static IEnumerable<Proof> Of(Percentiles<double> response, double ms)
    {
        (string Name, double? Ns)[] told = [("p50", response.P50Ns), ("p90", response.P90Ns), ("p99", response.P99Ns)];
        return told.Select(t => Proofs.Time($"{t.Name} of a server that takes {ms:0} ms", ms * 1e6, t.Ns, Share, FixedNs));
    }
}
