using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Every core of the load generator's machine had some time to spare: on a full one calls wait for CPU before they are sent.</summary>
public sealed class BusyCoresCheck : ICheck
{
    /// <summary>Share of the window that every core has to be idle; with less, work waits in line noticeably.</summary>
    public const double MinimumIdle = 0.20;

    /// <inheritdoc/>
    public string Name => "busy-cores";

    /// <inheritdoc/>
    public string Summary => "every core beside the load generator was at least 20 % idle";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(environment);
        bool shared = environment.ServerSharesMachine();
        foreach (RoundRecord round in cell.Launched().Where(r => r.CoreIdle?.Min() < MinimumIdle))
        {
            (int core, double idle) = round.CoreIdle!.Index().MinBy(c => c.Item);
            yield return new Finding(
                Name,
                shared ? Severity.Note : Severity.Degraded,
                string.Create(CultureInfo.InvariantCulture, $"core {core} was only {Quantity.Share(idle)} idle{(shared ? ", with the server on the same machine" : "")}"),
                $"at least {Quantity.Share(MinimumIdle)}{(shared ? " (a note as long as the server shares the cores)" : "")}",
                round.Window(),
                shared
                    ? "Client and server wait for each other's CPU. Ratios between cells hold; for absolute figures run the server on another machine."
                    : "The load generator waits for CPU: lower the load, or give it more cores.");
        }
    }
}
