using System.Net.Sockets;

namespace Bench.Transports.Loops;

/// <summary>A socket whose events a loop waits for, from the first time on that somebody wants to know.</summary>
internal abstract class WatchedSocket(EventLoop loop, Socket socket)
{
    private readonly Lock _gate = new();
    private bool _isAdded;
    private volatile SocketEvents _watched;

    /// <summary>Who it is among those of its loop.</summary>
    public ulong Key { get; set; }

    public Socket Socket => socket;

    /// <summary>On the loop's thread: something happened.</summary>
    public abstract void Happened(SocketEvents events);

    /// <summary>Has the loop wait for these events as well; what is there already is told too.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Watch(SocketEvents events)
    {
        if ((_watched & events) == events)
        {
            // As it is with every read but the first.
            return;
        }
        lock (_gate)
        {
            WatchOnly(_watched | events);
        }
    }

    /// <summary>Has the loop wait for these events and no others.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    protected void WatchOnly(SocketEvents events)
    {
        lock (_gate)
        {
            if (!_isAdded)
            {
                loop.Add(this, events);
                _isAdded = true;
            }
            else if (events != _watched)
            {
                loop.Change(this, events);
            }
            _watched = events;
        }
    }

    /// <summary>The loop forgets it; closing the socket ends the wait.</summary>
    protected void Unwatch()
    {
        lock (_gate)
        {
            if (_isAdded)
            {
                loop.Remove(this);
            }
        }
    }
}
