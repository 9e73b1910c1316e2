using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Closed sockets did not use up the machine's ports.</summary>
public sealed class TimeWaitCheck : ICheck
{
    /// <summary>Sockets in TIME_WAIT: above it the kernel's search for one of the 28,232 default ports shows in the latency.</summary>
    public const double MaximumSockets = 10_000;

    /// <inheritdoc/>
    public string Name => "time-wait";

    /// <inheritdoc/>
    public string Summary => "few sockets were left in TIME_WAIT";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.Connections?.TimeWait > MaximumSockets)
            .Select(r => new Finding(
                Name,
                Severity.Note,
                $"{Quantity.Count(r.Connections!.TimeWait!.Value)} sockets in TIME_WAIT at the end of the window",
                $"at most {Quantity.Count(MaximumSockets)}",
                r.Window(),
                "Finding a free port is part of this latency. It is what a connection per call costs; a pooled or multiplexed transport avoids it."));
    }
}
