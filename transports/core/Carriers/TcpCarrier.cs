using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>TCP over IPv4 and IPv6, without Nagle's delay.</summary>
public sealed class TcpCarrier : ICarrier
{
    private readonly SocketIo _io = SocketIo.OfRuntime;

    /// <summary>Takes any port.</summary>
    public TcpCarrier()
    {
    }

    private TcpCarrier(PortRange? ports, SocketIo io)
    {
        Ports = ports;
        _io = io;
    }

    /// <summary>Local ports that connections take; null for any.</summary>
    internal PortRange? Ports { get; }

    /// <inheritdoc/>
    public string Name => "tcp";

    /// <inheritdoc/>
    public string Summary => "TCP over IPv4 or IPv6, NoDelay";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public string Scheme => "tcp";

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => new(Scheme, "127.0.0.1");

    /// <inheritdoc/>
    public ICarrier? WithPorts(PortRange ports) => LocalPorts.AreSupported ? new TcpCarrier(ports, _io) : null;

    /// <inheritdoc/>
    public ICarrier? WithIo(IoMode mode) => SocketIo.Of(mode) is SocketIo io ? new TcpCarrier(Ports, io) : null;

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        return _io.Listen(socket, bound, static () => { });
    }

    /// <inheritdoc/>
    public ICarrierConnection? TryConnectAtOnce(Endpoint endpoint, WireCounter wire) =>
        TcpSockets.TryConnectAtOnce(Plain(endpoint), Ports, _io) is Socket socket ? _io.Connected(socket, wire) : null;

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        Socket socket = await TcpSockets.ConnectWaitingAsync(Plain(endpoint), Ports, _io, cancellation).ConfigureAwait(false);
        return _io.Connected(socket, wire);
    }

    /// <summary>An endpoint that is none of a TLS server's.</summary>
    /// <exception cref="ConnectException">It is one.</exception>
    internal static Endpoint Plain(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Pin is null
            ? endpoint
            : throw new ConnectException(ErrorKind.ConnectFailed, $"{endpoint} is the endpoint of a TLS server: use a transport over tls, such as 'multiplexed+tls', or an endpoint without a pin");
    }
}
