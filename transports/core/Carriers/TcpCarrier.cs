using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>TCP over IPv4 and IPv6, without Nagle's delay.</summary>
public sealed class TcpCarrier : ICarrier
{
    private const int Backlog = 4_096;

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
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        try
        {
            IPAddress address = IPAddress.TryParse(endpoint.Host, out IPAddress? literal)
                ? literal
                : (await Dns.GetHostAddressesAsync(endpoint.Host, cancellation).ConfigureAwait(false))[0];
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, endpoint.Port));
                socket.Listen(Backlog);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            return new SocketListener(socket, endpoint with { Port = ((IPEndPoint)socket.LocalEndPoint!).Port }, static s => s.NoDelay = true, static () => { });
        }
        catch (SocketException e)
        {
            throw SocketErrors.Listening(endpoint, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Socket? socket = null;
        try
        {
            if (IPAddress.TryParse(endpoint.Host, out IPAddress? address))
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), cancellation).ConfigureAwait(false);
            }
            else
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellation).ConfigureAwait(false);
            }
            return new SocketConnection(socket, wire);
        }
        catch (Exception e)
        {
            socket?.Dispose();
            throw e is SocketException cause ? SocketErrors.Connecting(endpoint, cause) : e;
        }
    }
}
