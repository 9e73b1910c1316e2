using System.Net;
using System.Net.Sockets;

namespace Bench.Transports.Sockets;

/// <summary>Connects without the runtime's event loop, which would else be woken by everything that ever comes over the socket.</summary>
internal static class UnawaitedConnect
{
    public static async ValueTask ConnectAsync(Socket socket, EndPoint to, CancellationToken cancellation)
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
