using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The generator's own lateness is small beside the latency it reports.</summary>
public sealed class SendLagCheck : ICheck
{
    /// <summary>Share of the response time's p99 that the send lag's p99.9 may have: a tenth is within what else moves a p99.</summary>
    public const double MaximumShare = 0.10;

    /// <inheritdoc/>
    public string Name => "send-lag";

    /// <inheritdoc/>
    public string Summary => "calls were sent when they were due, beside the latency reported";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(_ => cell.IsOpen()))
        {
            if (round.Latency?.SendLag?.P999Ns is { } lag && round.Latency.Response?.P99Ns is { } p99 && lag > MaximumShare * p99)
            {
                yield return new Finding(
                    Name,
                    Severity.Degraded,
                    $"send lag p99.9 is {Quantity.Text(lag, Unit.Nanoseconds)}, {Quantity.Share(lag / p99)} of the response time's p99 of {Quantity.Text(p99, Unit.Nanoseconds)}",
                    $"at most {Quantity.Share(MaximumShare)}",
                    round.Window(),
                    "Part of this latency is the load generator's: lower the rate, or give it a core of its own. The service time is free of it.");
            }
        }
    }
}
