using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>
/// TCP whose clients close with a reset instead of a goodbye, so that no port stays behind in TIME_WAIT. What the client has sent and the server has not
/// yet received is lost with it.
/// </summary>
public sealed class TcpResetCarrier : ICarrier
{
    private readonly TcpCarrier _tcp = new();
    private readonly PortRange? _ports;

    /// <summary>Takes any port.</summary>
    public TcpResetCarrier()
    {
    }

    private TcpResetCarrier(PortRange ports) => _ports = ports;

    /// <inheritdoc/>
    public string Name => "tcp-reset";

    /// <inheritdoc/>
    public string Summary => "TCP whose clients close with a reset: no TIME_WAIT";

    /// <inheritdoc/>
    public int Rank => 5;

    /// <inheritdoc/>
    public string Scheme => _tcp.Scheme;

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => _tcp.LocalEndpoint(folder);

    /// <inheritdoc/>
    public ICarrier? WithPorts(PortRange ports) => LocalPorts.AreSupported ? new TcpResetCarrier(ports) : null;

    /// <inheritdoc/>
    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => _tcp.ListenAsync(endpoint, cancellation);

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        Socket socket = await TcpSockets.ConnectAsync(TcpCarrier.Plain(endpoint), cancellation, _ports).ConfigureAwait(false);
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return new SocketConnection(socket, wire, resets: true);
    }
}
