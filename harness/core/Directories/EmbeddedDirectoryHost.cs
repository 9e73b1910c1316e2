using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Time;

namespace Bench.Harness.Directories;

/// <summary>Holds the embedded directory in this process and serves it. What it knew is lost with it.</summary>
public sealed class EmbeddedDirectoryHost : IAsyncDisposable
{
    private readonly LeaseTable _table;
    private readonly RpcServer _server;
    private readonly Sweeper _sweeper;

    private EmbeddedDirectoryHost(LeaseTable table, RpcServer server, Clock clock)
    {
        _table = table;
        _server = server;
        _sweeper = new Sweeper(clock, LeaseTable.SweepInterval);
        _sweeper.Add(table);
    }

    /// <summary>Where clients find it.</summary>
    public DirectoryAddress Address => new(EmbeddedDirectory.Scheme, [_server.Endpoint]);

    /// <summary>Starts an empty directory.</summary>
    /// <param name="carrier">Carries the bytes; of those with the same scheme, pinned or not, the first of the catalog: clients take that one.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="binding">How requests become invocations.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static Task<EmbeddedDirectoryHost> StartAsync(
        ICarrier carrier, Endpoint endpoint, IBinding binding, Clock? clock = null, CancellationToken cancellation = default) =>
        StartAsync(carrier, endpoint, binding, clock, table => new DirectoryService(table), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _table.Close();
        await _server.DisposeAsync().ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    internal static async Task<EmbeddedDirectoryHost> StartAsync(
        ICarrier carrier, Endpoint endpoint, IBinding binding, Clock? clock, Func<LeaseTable, IDirectoryService> serviceOf, CancellationToken cancellation)
    {
        clock ??= Clock.System;
        var table = new LeaseTable(clock);
        var options = new RpcServerOptions
        {
            Services = [(ServiceContract.Of(typeof(IDirectoryService)), serviceOf(table))],
            Codecs = [new ControlCodec()],
            Binding = binding,
        };
        return new EmbeddedDirectoryHost(table, await RpcServer.StartAsync(options, carrier, endpoint, clock, cancellation).ConfigureAwait(false), clock);
    }
}
