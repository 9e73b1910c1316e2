using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>The load generator gave everything back: what leaks in a short launch grows in a long run, and slows it down.</summary>
public sealed class LeftoverCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "leftovers";

    /// <inheritdoc/>
    public string Summary => "file handles, sockets and threads were given back after the drain";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(cell);
        foreach (RoundRecord round in cell.Launched().Where(r => r.Leftovers is not null))
        {
            (int Count, string One, string Many)[] left =
                [(round.Leftovers!.Sockets, "socket", "sockets"), (round.Leftovers.Handles, "file handle", "file handles"), (round.Leftovers.Threads, "thread", "threads")];
            string[] held = [.. left.Where(l => l.Count > 0).Select(l => $"{Quantity.Count(l.Count)} {(l.Count == 1 ? l.One : l.Many)}")];
            if (held.Length > 0)
            {
                yield return new Finding(
                    Name,
                    Severity.Degraded,
                    $"the load generator still held {string.Join(", ", held)} after it had closed its connections",
                    "none more than at its start",
                    round.Window(),
                    "The transport leaks: mend it before a long run, which would slow down and run out of them.");
            }
        }
    }
}
