using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>
/// Accepts connections of a listening stream socket. Short of file handles it turns them away, which else would wait in line and be told nothing.
/// </summary>
internal sealed class SocketListener(Socket socket, Endpoint endpoint, Func<Socket, ICarrierConnection> accepted, Action closed) : ICarrierListener
{
    private int _closed;

    public Endpoint Endpoint => endpoint;

    public async ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation)
    {
        try
        {
            Socket connection = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
            while (SpareHandles.Takes(connection))
            {
                connection.Dispose();
                connection = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
            }
            return accepted(connection);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException e)
        {
            return Volatile.Read(ref _closed) != 0 ? null : throw new IOException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            socket.Dispose();
            closed();
        }
        return ValueTask.CompletedTask;
    }
}
