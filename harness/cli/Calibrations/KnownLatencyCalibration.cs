using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Calibrations;

/// <summary>A server that takes 1, 10 and 100 ms, and writes down how long it really took: percentiles are those.</summary>
public sealed class KnownLatencyCalibration : ICalibration
{
    // What two busy cores add: the way there and back.
    private const double FixedNs = 200_000;
    private const double Share = 0.01;

    // Some hundred calls each, so that a percentile is no single call.
    private static readonly (string Method, int Ms, string Load, string Duration)[] Known =
        [(nameof(ITimed.After1MsAsync), 1, "closed:1", "3s"), (nameof(ITimed.After10MsAsync), 10, "closed:2", "5s"), (nameof(ITimed.After100MsAsync), 100, "closed:4", "12s")];

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
        var proofs = new List<Proof>();
        foreach ((string method, int ms, string load, string duration) in Known)
        {
            var scenario = new WitnessedScenario(ms);
            var plan = new RunPlan { Weights = new Dictionary<string, int> { [method] = 1 }, Loads = [load], Duration = duration };
            CellRecord cell = await bench.MeasureHereAsync(plan, scenario, cancellation).ConfigureAwait(false);
            proofs.AddRange(Of(cell.Rounds[0].Latency!.Response!, scenario, ms));
        }
        return proofs;
    }

    private static IEnumerable<Proof> Of(Percentiles<double> response, WitnessedScenario scenario, int ms)
    {
        (string Name, double Part, double? Ns)[] told = [("p50", 0.5, response.P50Ns), ("p90", 0.9, response.P90Ns), ("p99", 0.99, response.P99Ns)];
        return told.Select(t => Proofs.Time($"{t.Name} of a server that takes {ms} ms", scenario.Percentile(t.Part), t.Ns, Share, FixedNs));
    }
}
