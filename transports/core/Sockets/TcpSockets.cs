using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Stream sockets of TCP, without Nagle's delay.</summary>
internal static class TcpSockets
{
    private const int Backlog = 4_096;

    // A client that vanished without a word is found out after a minute, and its connection closed.
    private const int QuietSeconds = 30;
    private const int RepeatSeconds = 10;
    private const int Repeats = 3;

    /// <exception cref="ConnectException">It can't listen there; the message says why.</exception>
    public static async ValueTask<(Socket Socket, Endpoint Endpoint)> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        try
        {
            IPEndPoint address = await AddressAsync(endpoint, cancellation).ConfigureAwait(false);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // Connections accepted by the socket inherit both.
                socket.NoDelay = true;
                KeepAlive(socket);
                socket.Bind(address);
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

    /// <summary>The address of an endpoint; of a host with several the first.</summary>
    /// <exception cref="SocketException">The host is not known.</exception>
    public static async ValueTask<IPEndPoint> AddressAsync(Endpoint endpoint, CancellationToken cancellation) => new(
        IPAddress.TryParse(endpoint.Host, out IPAddress? literal) ? literal : (await Dns.GetHostAddressesAsync(endpoint.Host, cancellation).ConfigureAwait(false))[0],
        endpoint.Port);

    /// <summary>Connects within the call, where the server is on this machine.</summary>
    /// <returns>Null if it can't be done so.</returns>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static Socket? TryConnectAtOnce(Endpoint endpoint, PortRange? ports, SocketIo io)
    {
        if (!io.ConnectsAtOnce || !IPAddress.TryParse(endpoint.Host, out IPAddress? address) || !IPAddress.IsLoopback(address))
        {
            return null;
        }
        try
        {
            return SocketConnecting.TryConnectAtOnce(Create(address, ports), new IPEndPoint(address, endpoint.Port));
        }
        catch (SocketException e)
        {
            throw SocketErrors.Connecting(endpoint, e);
        }
    }

    /// <summary>Connects, at once where that can be, and is then waited for by the runtime's event loop.</summary>
    /// <param name="endpoint">Where the server listens.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="ports">Local ports to choose from; null for all.</param>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static async ValueTask<Socket> ConnectAsync(Endpoint endpoint, CancellationToken cancellation, PortRange? ports = null)
    {
        cancellation.ThrowIfCancellationRequested();
        return TryConnectAtOnce(endpoint, ports, SocketIo.OfRuntime) ?? await ConnectWaitingAsync(endpoint, ports, SocketIo.OfRuntime, cancellation).ConfigureAwait(false);
    }

    /// <summary>Connects, and waits for it.</summary>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static async ValueTask<Socket> ConnectWaitingAsync(Endpoint endpoint, PortRange? ports, SocketIo io, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            EndPoint to = IPAddress.TryParse(endpoint.Host, out IPAddress? address) ? new IPEndPoint(address, endpoint.Port) : new DnsEndPoint(endpoint.Host, endpoint.Port);
            return await SocketConnecting.ConnectAsync(Create(address, ports), to, io, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw SocketErrors.Connecting(endpoint, e);
        }
    }

    private static Socket Create(IPAddress? address, PortRange? ports)
    {
        Socket socket = SpareHandles.Leave(address is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            socket.NoDelay = true;
            if (ports is not null)
            {
                LocalPorts.Confine(socket, ports);
            }
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Has the kernel ask quiet clients whether they are there.</summary>
    private static void KeepAlive(Socket listening)
    {
        listening.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        listening.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, QuietSeconds);
        listening.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, RepeatSeconds);
        listening.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Repeats);
    }
}
