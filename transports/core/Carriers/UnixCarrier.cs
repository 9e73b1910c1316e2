using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>Unix domain sockets.</summary>
public sealed class UnixCarrier : ICarrier
{
    /// <inheritdoc/>
    public string Name => "unix";

    /// <inheritdoc/>
    public string Summary => "Unix domain sockets, same machine only";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public string Scheme => "unix";

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => new(Scheme, Path.Combine(folder, "s.sock"));

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new SocketListener(
            await UnixSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false),
            endpoint,
            static socket => new SocketConnection(socket, null),
            () => File.Delete(endpoint.Host));
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new SocketConnection(await UnixSockets.ConnectAsync(endpoint, cancellation).ConfigureAwait(false), wire);
    }
}
