using System.Net.Sockets;

namespace Bench.Transports.Sockets;

/// <summary>The end of a connection in good order.</summary>
internal static class SocketEnding
{
    /// <summary>Says goodbye to the other end and ends pending reads. False if the connection is gone already.</summary>
    public static bool TryShutDown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
