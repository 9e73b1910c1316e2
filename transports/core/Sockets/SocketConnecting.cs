using System.Net;
using System.Net.Sockets;

namespace Bench.Transports.Sockets;

/// <summary>Connects a socket, with the runtime's event loop or without: whatever it was told to wait for once wakes it for ever.</summary>
internal static class SocketConnecting
{
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
