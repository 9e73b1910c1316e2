using System.Net.Sockets;

namespace Bench.Transports.Loops;

/// <summary>A socket whose events a loop waits for, from the first time on that somebody wants to know.</summary>
internal abstract class WatchedSocket(EventLoop loop, Socket socket)
{
    private SocketEvents? _watched;

    /// <summary>Who it is among those of its loop.</summary>
    public ulong Key { get; set; }

    public Socket Socket => socket;

    /// <summary>On the loop's thread: something happened.</summary>
    public abstract void Happened(SocketEvents events);

    /// <summary>Sees to it that the loop waits for events; what is there already is told as well.</summary>
    /// <exception cref="SocketException">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Watch(SocketEvents events)
    {
        if (_watched is null)
        {
            loop.Add(this, events);
        }
        else if (events != _watched)
        {
            loop.Change(this, events);
        }
        _watched = events;
    }

    /// <summary>The loop forgets it; closing the socket ends the wait.</summary>
    protected void Unwatch()
    {
        if (_watched is not null)
        {
            loop.Remove(this);
        }
    }
}
