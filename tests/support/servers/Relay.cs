using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;

namespace Bench.Tests.Support.Servers;

/// <summary>Another way to a server, which can be cut: its connections break, and it refuses others until it is mended.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly Endpoint _target;
    private readonly List<Socket> _open = [];
    private TcpListener _listener;
    private int _accepted;

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
        lock (_open)
        {
            _open.ForEach(s => s.Dispose());
            _open.Clear();
        }
    }

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
                Interlocked.Increment(ref _accepted);
                _ = PassOnAsync(near, far);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task PassOnAsync(Socket near, Socket far)
    {
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server is away.
        }
        near.Dispose();
        far.Dispose();
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end broke: the other one is told by closing.
        }
    }
}
