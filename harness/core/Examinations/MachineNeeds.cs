using Bench.Harness.Addressing;
using Bench.Harness.Load;
using Bench.Harness.Run;

namespace Bench.Harness.Examinations;

/// <summary>What a plan asks of the machine that it is to be measured on.</summary>
public sealed record MachineNeeds
{
    // Handles that a process has open before it connects anywhere: the runtime keeps two for each assembly.
    private const int HandlesOfRuntime = 300;

    /// <summary>Processes that are at work at the same time in a launch: load worker, servers, relay.</summary>
    public required int Processes { get; init; }

    /// <summary>File handles of the process that needs most; calls of an open load are taken to last a second, a search to be at its first rate.</summary>
    public required long OpenFiles { get; init; }

    /// <summary>Whether a cell opens a TCP connection per call.</summary>
    public required bool ConnectsPerCall { get; init; }

    /// <summary>Highest rate at which such a cell connects, per second; null if the server's speed decides, as in a closed load or a search.</summary>
    public required double? ConnectionsPerSecond { get; init; }

    /// <summary>Whether no connection leaves the machine.</summary>
    public required bool StaysOnMachine { get; init; }

    /// <summary>What a plan's cells ask for.</summary>
    public static MachineNeeds Of(CellMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        RunSettings settings = matrix.Settings;
        Cell[] perCall = [.. matrix.Cells.Where(c => c.Transport.Kind.Budget(c.Settings.Client) is null && c.Transport.Carrier.Scheme == "tcp")];
        return new MachineNeeds
        {
            Processes = settings.InProcess ? 1 : 1 + matrix.Cells.Max(c => ServersOf(c, settings.Endpoint)),
            OpenFiles = HandlesOfRuntime + matrix.Cells.Max(ConnectionsOf),
            ConnectsPerCall = perCall.Length > 0,
            ConnectionsPerSecond = perCall.Select(c => RateOf(c.Load)).Max(),
            StaysOnMachine = settings.Endpoint is not { IsOnThisMachine: false },
        };
    }

    private static int ServersOf(Cell cell, Endpoint? endpoint) =>
        endpoint is not null ? endpoint.IsOnThisMachine ? 1 : 0 : cell.Settings.Providers + (cell.IsRelayed ? 1 : 0);

    private static long ConnectionsOf(Cell cell) =>
        cell.Transport.Kind.Budget(cell.Settings.Client) * cell.Settings.Providers ?? (cell.Load is ClosedLoad closed ? closed.Workers : (long)Math.Ceiling(RateOf(cell.Load) ?? CapacitySearch.FirstPerSecond));

    private static double? RateOf(LoadModel load) => load switch
    {
        OpenLoad open => open.RatePerSecond,
        RampLoad ramp => ramp.Phases.Max(p => Math.Max(p.FromPerSecond, p.ToPerSecond)),
        _ => null,
    };
}
