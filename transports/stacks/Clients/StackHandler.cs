using Bench.Harness.Calls;

namespace Bench.Transports.Stacks.Clients;

/// <summary>The client of HTTP that ships with .NET, as the stacks over HTTP use it.</summary>
internal static class StackHandler
{
    // What the handler takes at least.
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    /// <summary>A handler for one provider; what is not set here is the default of .NET.</summary>
    /// <param name="sockets">Opens its connections.</param>
    /// <param name="options">With the heartbeat.</param>
    /// <param name="isHttp2">Whether its connections can be asked whether they are alive.</param>
    public static SocketsHttpHandler Create(StackConnections sockets, ClientOptions options, bool isHttp2)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellation) => sockets.ConnectAsync(cancellation),
            // Its performance guide asks gRPC's users for it: past the server's limit of streams on a connection, another one is opened.
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        };
        if (isHttp2 && options.Heartbeat > TimeSpan.Zero)
        {
            // The guide again: pings keep a connection usable, so that it need not be closed unused.
            handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
            handler.KeepAlivePingDelay = AtLeast(options.Heartbeat);
            handler.KeepAlivePingTimeout = AtLeast(options.Heartbeat * options.HeartbeatMisses);
        }
        return handler;
    }

    /// <summary>What a provider is called in requests; where the bytes go says the connection.</summary>
    public static Uri AddressOf(ConnectionFactory connections)
    {
        string scheme = connections.Carrier.IsPinned ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        return new Uri(connections.Endpoint.Scheme == "tcp" ? $"{scheme}://{connections.Endpoint.Unpinned}" : $"{scheme}://localhost");
    }

    /// <summary>Opens a connection by asking for something that the server has not; a failure is that of the first call.</summary>
    public static async ValueTask OpenAsync(HttpMessageHandler handler, Uri address, Version version, CancellationToken cancellation)
    {
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        try
        {
            using HttpResponseMessage response = await invoker.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The calls that follow try again, and say why.
        }
    }

    private static TimeSpan AtLeast(TimeSpan time) => time < ShortestPing ? ShortestPing : time;
}
