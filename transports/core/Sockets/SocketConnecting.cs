using System.Net;
using System.Net.Sockets;

namespace Bench.Transports.Sockets;

/// <summary>Connects a socket, with the runtime's event loop or without: whatever it was told to wait for once wakes it for ever.</summary>
internal static class SocketConnecting
{
    // Longer than a connect to this machine takes, shorter than anybody notices.
    private const int AtOnceMs = 5;

    /// <summary>
    /// Connects to this machine within the call, which costs less than to wait for it: the kernel does the work of both ends right there.
    /// </summary>
    /// <returns>False if it did not end at once, as the server's queue is full: the socket is of no use any more.</returns>
    /// <exception cref="SocketException">It can't connect.</exception>
    public static bool TryConnectAtOnce(Socket socket, EndPoint to)
    {
        // It stays: what waits for the socket later waits in the event loop.
        socket.SendTimeout = AtOnceMs;
        try
        {
            socket.Connect(to);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress or SocketError.TimedOut)
        {
            return false;
        }
        return true;
    }

    public static async Task ConnectAsync(Socket socket, EndPoint to, bool unawaited, CancellationToken cancellation)
    {
        if (!unawaited)
        {
            await socket.ConnectAsync(to, cancellation).ConfigureAwait(false);
            return;
        }
        await using CancellationTokenRegistration givingUp = cancellation.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
        try
        {
            await Task.Run(() => socket.Connect(to), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }
}
