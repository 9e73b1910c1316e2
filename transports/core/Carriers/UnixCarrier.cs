using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>Unix domain sockets.</summary>
public sealed class UnixCarrier : ICarrier
{
    private readonly PollingPlaces? _places;

    /// <summary>On the thread pool.</summary>
    public UnixCarrier()
    {
    }

    private UnixCarrier(PollingPlaces places) => _places = places;

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
    public ICarrier? OnThreads() => SystemCalls.AreSupported ? new UnixCarrier(new PollingPlaces()) : null;

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new SocketListener(
            await UnixSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false),
            endpoint,
            socket => Over(socket, null),
            () => File.Delete(endpoint.Host));
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Over(await UnixSockets.ConnectAsync(endpoint, cancellation, unawaited: _places is not null).ConfigureAwait(false), wire);
    }

    private ICarrierConnection Over(Socket socket, WireCounter? wire) => _places is null ? new SocketConnection(socket, wire) : new ThreadedConnection(socket, wire, _places);
}
