using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Carriers;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>A socket that listens, and those that it has accepted, until all are closed together.</summary>
internal sealed class FloorListener : IDisposable
{
    private readonly HashSet<Socket> _open = [];
    private readonly Lock _gate = new();
    private bool _closed;

    private FloorListener(Socket socket, Endpoint endpoint)
    {
        Socket = socket;
        Endpoint = endpoint;
    }

    /// <summary>The socket that listens.</summary>
    public Socket Socket { get; }

    /// <summary>Where it really listens.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>Whether it is closed.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ConnectException">It can't listen there; the message says why.</exception>
    public static async ValueTask<FloorListener> StartAsync(ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        if (carrier is UnixCarrier)
        {
            return new FloorListener(await UnixSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false), endpoint);
        }
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        return new FloorListener(socket, bound);
    }

    /// <summary>Keeps a socket that was accepted, to be closed with the listener. False if it is closed at once: the listener is, or handles are short.</summary>
    public bool TryKeep(Socket accepted)
    {
        lock (_gate)
        {
            if (!_closed && !SpareHandles.Takes(accepted))
            {
                _open.Add(accepted);
                return true;
            }
        }
        accepted.Dispose();
        return false;
    }

    /// <summary>Closes a socket that was accepted.</summary>
    public void Close(Socket accepted)
    {
        accepted.Dispose();
        lock (_gate)
        {
            _open.Remove(accepted);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Socket[] open;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }
            _closed = true;
            open = [.. _open];
        }
        Socket.Dispose();
        foreach (Socket accepted in open)
        {
            accepted.Dispose();
        }
        if (Endpoint.Scheme == "unix")
        {
            File.Delete(Endpoint.Host);
        }
    }
}
