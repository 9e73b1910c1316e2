using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Checks;

/// <summary>The stages of sampled calls explain the service time of all calls.</summary>
public sealed class StageResidualCheck : ICheck
{
    /// <summary>The largest share of the mean service time that they may leave unexplained, or explain too much.</summary>
    public const double Limit = 0.1;

    /// <inheritdoc/>
    public string Name => "stages";

    /// <inheritdoc/>
    public string Summary => "the stages of sampled calls add up to the mean service time of all calls";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        if (CellStages.Of(cell) is { Residual: > Limit } stages)
        {
            yield return new Finding(
                Name,
                Severity.Note,
                $"the stages of sampled calls add up to {Quantity.Text(stages.TotalNs, Unit.Nanoseconds)}, {Quantity.Share(stages.Residual!.Value)} off the mean service time of {Quantity.Text(stages.ServiceNs!.Value, Unit.Nanoseconds)}",
                $"at most {Quantity.Share(Limit)}",
                Remedy: "A few slow calls weigh much in a mean, and one call in 64 is sampled: measure longer windows or more rounds, or read the stages as shares only.");
        }
    }
}
