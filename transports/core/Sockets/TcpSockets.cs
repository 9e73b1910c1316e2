using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Stream sockets of TCP, without Nagle's delay.</summary>
internal static class TcpSockets
{
    private const int Backlog = 4_096;

    /// <exception cref="ConnectException">It can't listen there; the message says why.</exception>
    public static async ValueTask<(Socket Socket, Endpoint Endpoint)> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
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
            return (socket, endpoint.Unpinned with { Port = ((IPEndPoint)socket.LocalEndPoint!).Port });
        }
        catch (SocketException e)
        {
            throw SocketErrors.Listening(endpoint.Unpinned, e);
        }
    }

    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static async ValueTask<Socket> ConnectAsync(Endpoint endpoint, CancellationToken cancellation)
    {
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
            return socket;
        }
        catch (Exception e)
        {
            socket?.Dispose();
            throw e is SocketException cause ? SocketErrors.Connecting(endpoint, cause) : e;
        }
    }
}
