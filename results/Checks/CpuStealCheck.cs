using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The hypervisor left the CPU to this machine.</summary>
public sealed class CpuStealCheck : ICheck
{
    /// <summary>Share of all CPU time: above it the differences between cells are of the same size as the theft.</summary>
    public const double MaximumShare = 0.02;

    /// <inheritdoc/>
    public string Name => "cpu-steal";

    /// <inheritdoc/>
    public string Summary => "the hypervisor took little CPU time away";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Launched()
            .Where(r => r.CpuSteal > MaximumShare)
            .Select(r => new Finding(
                Name,
                Severity.Degraded,
                $"{Quantity.Share(r.CpuSteal!.Value)} of the CPU time was stolen by the hypervisor",
                $"at most {Quantity.Share(MaximumShare)}",
                r.Window(),
                "Measure at a quieter time, with more rounds, or on a machine of your own."));
    }
}
