using System.Net.Sockets;

namespace Bench.Transports.Links;

/// <summary>How sockets are ended that may have ended already.</summary>
internal static class SocketEnds
{
    /// <summary>Closes at once and tells the peer so (RST); over a Unix socket the peer sees an end of stream, or a reset if it had sent something unread.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed all the same.
        }
        socket.Dispose();
    }

    /// <summary>Tells the peer that nothing more will come.</summary>
    public static void ShutdownSend(Socket socket) => Shutdown(socket, SocketShutdown.Send);

    /// <summary>Ends what is under way in good order. Disposing does not: with a read under way it resets the connection.</summary>
    public static void ShutdownBoth(Socket socket) => Shutdown(socket, SocketShutdown.Both);

    private static void Shutdown(Socket socket, SocketShutdown how)
    {
        try
        {
            socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer is gone, and whoever reads from it will notice.
        }
    }
}
