namespace Bench.Harness.Run;

/// <summary>Which cores a pinned launch gives to whom: the first half to its servers, the rest to the load worker.</summary>
/// <param name="Servers">Cores of the servers, by number.</param>
/// <param name="Worker">Cores of the load worker.</param>
public sealed record PinnedCores(IReadOnlyList<int> Servers, IReadOnlyList<int> Worker)
{
    /// <summary>Whether this process can keep servers and load worker apart: the system pins, and there are two cores.</summary>
    public static bool IsPossible => ThreadCores.IsSupported && ThreadCores.Allowed().Count >= 2;

    /// <summary>Shares out the cores that this process may use.</summary>
    /// <exception cref="PlanException">There are too few, or the system can't pin.</exception>
    public static PinnedCores OfMachine() => ThreadCores.IsSupported
        ? Of(ThreadCores.Allowed())
        : throw new PlanException("pin is true: processes can't be pinned to cores on this system; leave it out.");

    /// <summary>Shares out cores.</summary>
    /// <exception cref="PlanException">There are too few.</exception>
    public static PinnedCores Of(IReadOnlyList<int> cores)
    {
        ArgumentNullException.ThrowIfNull(cores);
        return cores.Count >= 2
            ? new PinnedCores([.. cores.Take(cores.Count / 2)], [.. cores.Skip(cores.Count / 2)])
            : throw new PlanException($"pin is true, and this process may use {cores.Count} core{(cores.Count == 1 ? "" : "s")}: servers and load worker need one each; leave it out, or allow more.");
    }

    /// <summary>E.g. <c>servers 0-1, load worker 2-3</c>.</summary>
    public override string ToString() => $"servers {Text(Servers)}, load worker {Text(Worker)}";

    private static string Text(IReadOnlyList<int> cores) =>
        cores.Count > 1 && cores[^1] - cores[0] == cores.Count - 1 ? $"{cores[0]}-{cores[^1]}" : string.Join('+', cores);
}
