using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;

namespace Bench.Tests.Support.Servers;

/// <summary>
/// Another way to a server, which can be cut: its connections break, and it refuses others until it is mended. Or its connections can become
/// silent: they stay, and nothing comes through them any more, as where a machine or a route has gone.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly Endpoint _target;
    private readonly List<Socket> _open = [];
    private TcpListener _listener;
    private int _accepted;
    private volatile int _silent;

    public Relay(Endpoint target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        _ = AcceptAsync(_listener);
    }

    public Endpoint Endpoint { get; }

    /// <summary>Connections so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public void Cut()
    {
        _listener.Stop();
        Drop();
    }

    /// <summary>Breaks the connections there are; later ones work.</summary>
    public void Drop()
    {
        lock (_open)
        {
            _open.ForEach(s => s.Dispose());
            _open.Clear();
        }
    }

    /// <summary>Lets nothing through the connections there are; later ones work.</summary>
    public void Silence() => _silent = Accepted;

    public void Mend()
    {
        _listener = new TcpListener(IPAddress.Loopback, Endpoint.Port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket near = await listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_open)
                {
                    _open.AddRange([near, far]);
                }
                _ = PassOnAsync(near, far, Interlocked.Increment(ref _accepted));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task PassOnAsync(Socket near, Socket far, int number)
    {
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(PumpAsync(near, far, number), PumpAsync(far, near, number));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is away.
        }
        near.Dispose();
        far.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, int number)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (number > _silent)
                {
                    await to.SendAsync(buffer.AsMemory(0, read));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end broke: the other one is told by closing.
        }
    }
}
