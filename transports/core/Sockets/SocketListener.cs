using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>
/// Accepts connections of a listening stream socket. It keeps a file handle to spare: with all others used up, it takes the next connection
/// off the line and turns it away, which else would wait there and be told nothing.
/// </summary>
internal sealed class SocketListener(Socket socket, Endpoint endpoint, Func<Socket, ICarrierConnection> accepted, Action closed) : ICarrierListener
{
    private Socket? _spare = Spare();
    private int _closed;

    public Endpoint Endpoint => endpoint;

    public async ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation)
    {
        try
        {
            return accepted(await socket.AcceptAsync(cancellation).ConfigureAwait(false));
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException) when (Volatile.Read(ref _closed) != 0)
        {
            return null;
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                await TurnAwayAsync(cancellation).ConfigureAwait(false);
            }
            throw new IOException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            socket.Dispose();
            _spare?.Dispose();
            closed();
        }
        return ValueTask.CompletedTask;
    }

    private async ValueTask TurnAwayAsync(CancellationToken cancellation)
    {
        _spare?.Dispose();
        try
        {
            if (socket.Poll(0, SelectMode.SelectRead))
            {
                (await socket.AcceptAsync(cancellation).ConfigureAwait(false)).Dispose();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Somebody else took the handle, or the end has come: the next attempt shows.
        }
        _spare = Spare();
    }

    private static Socket? Spare()
    {
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
