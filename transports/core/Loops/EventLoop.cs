using Microsoft.Win32.SafeHandles;

namespace Bench.Transports.Loops;

/// <summary>
/// A thread that waits for many sockets, and does itself what is to be done with what comes: it reads, decodes, and lets callers and handlers go on. Between a wake-up
/// and the answer stand one wait and one read. It starts with the first socket, and ends some time after the last.
/// </summary>
internal sealed class EventLoop
{
    private const int StackBytes = 1 << 20;
    private const int LongestWaitMs = 1_000;
    private const int FewestPlaces = 64;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private WatchedSocket?[] _sockets = new WatchedSocket?[FewestPlaces];
    private SafeFileHandle? _epoll;
    private int _places;
    private uint _uses;
    private int _threadId;

    /// <summary>Whether the caller is on its thread.</summary>
    public bool IsCurrent => Volatile.Read(ref _threadId) == Environment.CurrentManagedThreadId;

    /// <summary>Waits for a socket's events from now on.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Add(WatchedSocket socket, SocketEvents events)
    {
        lock (_gate)
        {
            if (_epoll is null)
            {
                _epoll = Epoll.Create();
                new Thread(Run, StackBytes) { IsBackground = true, Name = "event loop" }.Start(_epoll);
            }
            int place = _free.TryPop(out int free) ? free : _places++;
            if (place == _sockets.Length)
            {
                var more = new WatchedSocket?[_sockets.Length * 2];
                _sockets.CopyTo(more, 0);
                Volatile.Write(ref _sockets, more);
            }
            // Events of a socket that is gone may still be on their way to the place.
            socket.Key = (ulong)++_uses << 32 | (uint)place;
            _sockets[place] = socket;
            try
            {
                Epoll.Control(_epoll, EpollChange.Add, socket.Socket.SafeHandle, events, socket.Key);
            }
            catch
            {
                Release(socket);
                throw;
            }
        }
    }

    /// <summary>Waits for other events of a socket from now on.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Change(WatchedSocket socket, SocketEvents events)
    {
        lock (_gate)
        {
            Epoll.Control(_epoll!, EpollChange.Modify, socket.Socket.SafeHandle, events, socket.Key);
        }
    }

    /// <summary>Forgets a socket.</summary>
    public void Remove(WatchedSocket socket)
    {
        lock (_gate)
        {
            Release(socket);
        }
    }

    private void Release(WatchedSocket socket)
    {
        int place = (int)(uint)socket.Key;
        if (_sockets[place] == socket)
        {
            _sockets[place] = null;
            _free.Push(place);
        }
    }

    private void Run(object? handle)
    {
        using var epoll = (SafeFileHandle)handle!;
        Volatile.Write(ref _threadId, Environment.CurrentManagedThreadId);
        byte[] room = Epoll.Room();
        int count;
        do
        {
            count = Epoll.Wait(epoll, room, LongestWaitMs);
            for (int i = 0; i < count; i++)
            {
                (SocketEvents events, ulong key) = Epoll.Read(room, i);
                if (Volatile.Read(ref _sockets)[(uint)key] is WatchedSocket socket && socket.Key == key)
                {
                    socket.Happened(events);
                }
            }
        }
        while (count > 0 || !TryEnd());
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            if (_free.Count < _places)
            {
                return false;
            }
            _epoll = null;
            Volatile.Write(ref _threadId, 0);
            return true;
        }
    }
}
