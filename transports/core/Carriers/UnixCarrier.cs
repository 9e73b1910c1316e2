using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>Unix domain sockets.</summary>
public sealed class UnixCarrier : ICarrier
{
    private readonly SocketIo _io = SocketIo.OfRuntime;

    /// <summary>Over the runtime's event loop.</summary>
    public UnixCarrier()
    {
    }

    private UnixCarrier(SocketIo io) => _io = io;

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
    public ICarrier? WithIo(IoMode mode) => SocketIo.Of(mode) is SocketIo io ? new UnixCarrier(io) : null;

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return _io.Listen(
            await UnixSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false), endpoint, () => File.Delete(endpoint.Host));
    }

    /// <inheritdoc/>
    public ICarrierConnection? TryConnectAtOnce(Endpoint endpoint, WireCounter wire)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return UnixSockets.TryConnectAtOnce(endpoint, _io) is Socket socket ? _io.Connected(socket, wire) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return _io.Connected(await UnixSockets.ConnectAsync(endpoint, cancellation, _io).ConfigureAwait(false), wire);
    }
}
