using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Links;
using Bench.Transports.Links;

namespace Bench.Tests.Transports.Links;

/// <summary>A relay whose both ends are sockets in the hands of a test. Whatever takes 20 s fails.</summary>
internal sealed class RawLink : IAsyncDisposable
{
    private static readonly PlugCatalog Plugs = new(typeof(LinkRelay).Assembly);

    private readonly Socket _listening = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _opened = [];

    private RawLink()
    {
    }

    public LinkRelay Relay { get; private set; } = null!;

    public static LinkProfile Profile(string text) => LinkProfile.Parse(text, Plugs);

    public static async Task<RawLink> StartAsync(string profile, ulong seed = 1)
    {
        var link = new RawLink();
        link._listening.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        link._listening.Listen(100);
        link.Relay = await LinkRelay.StartAsync(new Endpoint("tcp", "127.0.0.1"), new Endpoint("tcp", "::1", ((IPEndPoint)link._listening.LocalEndPoint!).Port), Profile(profile), seed);
        return link;
    }

    /// <summary>A connection through the relay.</summary>
    public async Task<(Socket Client, Socket Server)> OpenAsync()
    {
        Socket client = await ConnectAsync();
        return (client, await AcceptAsync());
    }

    /// <summary>The server's end of the connection that has waited longest.</summary>
    public async Task<Socket> AcceptAsync()
    {
        Socket server = await _listening.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(20));
        server.NoDelay = true;
        _opened.Add(server);
        return server;
    }

    /// <summary>The client's end of a connection alone.</summary>
    public async Task<Socket> ConnectAsync()
    {
        var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _opened.Add(client);
        await client.ConnectAsync(Relay.Endpoint.Host, Relay.Endpoint.Port);
        return client;
    }

    /// <summary>Reads so many bytes, or fewer if the stream ends.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int bytes)
    {
        byte[] buffer = new byte[bytes];
        int read = 0;
        while (read < bytes)
        {
            int one = await socket.ReceiveAsync(buffer.AsMemory(read)).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            if (one == 0)
            {
                break;
            }
            read += one;
        }
        return buffer[..read];
    }

    /// <summary>How the stream ends: <see cref="SocketError.Success"/> in good order, else by which error.</summary>
    public static async Task<SocketError> EndOfAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[1_000]).WaitAsync(TimeSpan.FromSeconds(20)) > 0)
            {
            }
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <summary>Whether nothing comes, not even an end, for a while.</summary>
    public static async Task<bool> IsSilentAsync(Socket socket, int milliseconds = 300)
    {
        using var enough = new CancellationTokenSource(milliseconds);
        try
        {
            await socket.ReceiveAsync(new byte[1_000], enough.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public static async Task EventuallyAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }
        Assert.True(condition());
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        _opened.ForEach(s => s.Dispose());
        _listening.Dispose();
    }
}
