using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>TCP over IPv4 and IPv6, without Nagle's delay.</summary>
public sealed class TcpCarrier : ICarrier
{
    private readonly PortRange? _ports;

    /// <summary>Takes any port.</summary>
    public TcpCarrier()
    {
    }

    private TcpCarrier(PortRange ports) => _ports = ports;

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
    public ICarrier? WithPorts(PortRange ports) => LocalPorts.AreSupported ? new TcpCarrier(ports) : null;

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        return new SocketListener(socket, bound, Accepted, static () => { });
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation) =>
        new SocketConnection(await DialAsync(endpoint, cancellation).ConfigureAwait(false), wire);

    /// <summary>The socket of a new connection, for those who frame bytes in their own way.</summary>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    internal ValueTask<Socket> DialAsync(Endpoint endpoint, CancellationToken cancellation) => TcpSockets.ConnectAsync(Plain(endpoint), cancellation, _ports);

    /// <summary>An endpoint that is none of a TLS server's.</summary>
    /// <exception cref="ConnectException">It is one.</exception>
    internal static Endpoint Plain(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Pin is null
            ? endpoint
            : throw new ConnectException(ErrorKind.ConnectFailed, $"{endpoint} is the endpoint of a TLS server: use a transport over tls, such as 'multiplexed+tls', or an endpoint without a pin");
    }

    private static SocketConnection Accepted(Socket socket)
    {
        socket.NoDelay = true;
        return new SocketConnection(socket, null);
    }
}
