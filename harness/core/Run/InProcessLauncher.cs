using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Load;

namespace Bench.Harness.Run;

/// <summary>Runs server and load in this process: for debugging, and for carriers that live within one. Figures of client and server are both those of the whole process.</summary>
public sealed class InProcessLauncher(PlugCatalog plugs) : ILauncher
{
    /// <inheritdoc/>
    public async Task<LaunchReport?> LaunchAsync(Cell cell, CellMatrix matrix, int round, Action<LoadProgress> progressed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Settings.Endpoint is { } running)
        {
            return await LoadWorker.RunAsync(LaunchJob.Of(cell, matrix, LaunchServers.One(running.ToString(), cell), round), plugs, progressed, null, stop).ConfigureAwait(false);
        }
        string folder = Directory.CreateTempSubdirectory("rpcbench-").FullName;
        try
        {
            ICarrier carrier = cell.Transport.CarrierFor(cell.Io);
            await using BenchServer server = await (cell.Transport.Kind is IServedTransport stack
                ? BenchServer.StartAsync(
                    stack, new ServedScenario(cell.Scenario, cell.Codec, cell.Binding), carrier, carrier.LocalEndpoint(folder), cell.Transport.ControlCarrier(plugs), stop)
                : BenchServer.StartAsync(carrier, carrier.LocalEndpoint(folder), [cell.Scenario], [cell.Codec], cell.Binding, stop)).ConfigureAwait(false);
            var servers = LaunchServers.One(server.Endpoint.ToString(), cell, server.ControlEndpoint.ToString());
            return await LoadWorker.RunAsync(LaunchJob.Of(cell, matrix, servers, round), plugs, progressed, null, stop).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
