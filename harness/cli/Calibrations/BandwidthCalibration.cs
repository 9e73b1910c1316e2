using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results.Quantities;

namespace Bench.Cli.Calibrations;

/// <summary>A link of known bandwidth: no more bytes a second are reported than it lets through, and not many fewer.</summary>
public sealed class BandwidthCalibration : ICalibration
{
    private const double BytesPerSecond = 20e6 / 8;
    private const double Least = 0.9;

    // Frames that were under way when the window began.
    private const double Most = 1.02;

    /// <inheritdoc/>
    public string Name => "bandwidth";

    /// <inheritdoc/>
    public string Summary => "the throughput reported is within what the link lets through";

    /// <inheritdoc/>
    public int Rank => 7;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        CellRecord cell = await bench.MeasureAsync(
            new RunPlan { Scenarios = ["page"], Loads = ["closed:16"], Link = "bandwidth-down=20mbit", Duration = "5s", Warmup = "1s" }, null, cancellation).ConfigureAwait(false);
        RoundRecord round = cell.Rounds[0];
        double? told = round.ThroughputPerSecond * round.Wire?.BytesInPerCall;
        return
        [
            new Proof(
                "bytes from the server, calls/s × bytes per call",
                $"{Quantity.Text(BytesPerSecond, Unit.Bytes)}/s",
                $"{Quantity.Text(told, Unit.Bytes)}/s",
                $"{Least * 100:0} to {Most * 100:0} %",
                told >= Least * BytesPerSecond && told <= Most * BytesPerSecond),
        ];
    }
}
