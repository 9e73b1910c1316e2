using System.Net;
using System.Net.Sockets;

namespace Bench.Transports.Sockets;

/// <summary>Connects a socket, with the runtime's event loop or without: whatever it was told to wait for once wakes it for ever.</summary>
internal static class SocketConnecting
{
    // Longer than a connect to this machine takes, shorter than anybody notices.
    private const int AtOnceMs = 5;

    /// <summary>Connects a new socket, and waits for it.</summary>
    /// <param name="socket">The socket; closed if it can't connect.</param>
    /// <param name="to">Where to.</param>
    /// <param name="io">Who waits for it from then on.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">It can't connect.</exception>
    public static async ValueTask<Socket> ConnectAsync(Socket socket, EndPoint to, SocketIo io, CancellationToken cancellation)
    {
        try
        {
            await (io.IsRuntime ? socket.ConnectAsync(to, cancellation).AsTask() : ConnectUnawaitedAsync(socket, to, cancellation)).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Connects a new socket to this machine within the call, which costs less than to wait for it: the kernel does the work of both ends right there.
    /// </summary>
    /// <returns>The socket; null if it did not end at once, as the server's queue is full.</returns>
    /// <exception cref="SocketException">It can't connect; the socket is closed.</exception>
    public static Socket? TryConnectAtOnce(Socket socket, EndPoint to)
    {
        try
        {
            // It stays, and does no harm: the socket never waits within the kernel again.
            socket.SendTimeout = AtOnceMs;
            socket.Connect(to);
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress or SocketError.TimedOut)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task ConnectUnawaitedAsync(Socket socket, EndPoint to, CancellationToken cancellation)
    {
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
