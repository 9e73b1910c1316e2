using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Client and server did not take each other's CPU.</summary>
public sealed class SharedCoresCheck : ICheck
{
    /// <summary>Cores up to which client and server always share: each needs one, and the system some of both.</summary>
    public const int FewCores = 2;

    /// <summary>Share of all cores that both may use together; above it one waits for the other.</summary>
    public const double BusyShare = 0.80;

    /// <inheritdoc/>
    public string Name => "shared-cores";

    /// <inheritdoc/>
    public string Summary => "client and server have cores of their own";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.ServerSharesMachine() || cell.Options.Pin is not null)
        {
            yield break;
        }

        double busy = Cores(cell, "client.cpu") + Cores(cell, "server.cpu");
        if (environment.Cores <= FewCores || busy > BusyShare * environment.Cores)
        {
            yield return new Finding(
                Name,
                Severity.Note,
                $"client and server share {environment.Cores} core{(environment.Cores == 1 ? "" : "s")}",
                $"more than {FewCores} cores, at most {Quantity.Share(BusyShare)} of them busy",
                Remedy: "Ratios between cells hold; for absolute figures keep them apart with --pin, or run the server on another machine with serve, and give its --endpoint.");
        }
    }

    private static double Cores(CellRecord cell, string figure) =>
        (FigureCatalog.Get(figure).Of(cell.Summary)?.Median ?? 0) * (cell.Summary?.ThroughputPerSecond?.Median ?? 0) / 1e9;
}
