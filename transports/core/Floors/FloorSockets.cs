using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Run;
using Bench.Transports.Carriers;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>
/// Connects to a server by blocking calls: the runtime makes a socket that was ever used otherwise non-blocking for good, and a read of it dearer.
/// </summary>
/// <param name="target">What is called.</param>
/// <param name="peer">Its address.</param>
internal sealed class FloorSockets(FloorTarget target, EndPoint peer)
{
    /// <summary>Whether a carrier is one whose sockets these are.</summary>
    public static bool Are(ICarrier carrier) => carrier is TcpCarrier or UnixCarrier;

    /// <summary>The sockets of a target.</summary>
    /// <exception cref="ConnectException">Its host is not known.</exception>
    public static async ValueTask<FloorSockets> OfAsync(FloorTarget target)
    {
        Endpoint endpoint = target.Endpoint;
        try
        {
            return new FloorSockets(target, target.Carrier is UnixCarrier ? UnixSockets.Address(endpoint) : await TcpSockets.AddressAsync(endpoint, CancellationToken.None).ConfigureAwait(false));
        }
        catch (SocketException e)
        {
            throw SocketErrors.Connecting(endpoint, e);
        }
    }

    /// <summary>A socket that is not yet connected.</summary>
    /// <exception cref="ConnectException">There is none to be had.</exception>
    public Socket Create()
    {
        try
        {
            Socket socket = SpareHandles.Leave(new Socket(peer.AddressFamily, SocketType.Stream, peer is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified));
            // The system gives up sending as well as connecting then; zero would be never.
            socket.SendTimeout = (int)Math.Clamp(target.Deadline.TotalMilliseconds, 1, int.MaxValue);
            if (target.Carrier is TcpCarrier { Ports: { } ports })
            {
                LocalPorts.Confine(socket, ports);
            }
            return socket;
        }
        catch (SocketException e)
        {
            throw SocketErrors.Connecting(target.Endpoint, e);
        }
    }

    /// <summary>Connects a socket.</summary>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public void Connect(Socket socket)
    {
        try
        {
            socket.Connect(peer);
        }
        catch (SocketException e)
        {
            throw target.Carrier is UnixCarrier ? UnixSockets.Connecting(target.Endpoint, e) : SocketErrors.Connecting(target.Endpoint, e);
        }
    }
}
