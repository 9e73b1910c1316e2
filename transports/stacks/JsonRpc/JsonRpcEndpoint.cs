using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Time;
using Bench.Transports.Stacks.Servers;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>Accepts connections and serves each with StreamJsonRpc.</summary>
internal sealed class JsonRpcEndpoint : IServedEndpoint
{
    // As long as the own server gives the calls under way.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(10);

    private readonly StackListener _listener;
    private readonly JsonRpcService _service;
    private readonly string _codec;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentDictionary<JsonRpcConnection, bool> _open = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private JsonRpcEndpoint(StackListener listener, ServedScenario served, SslApplicationProtocol protocol)
    {
        _listener = listener;
        _service = new JsonRpcService(served);
        _codec = served.Codec.Name;
        _tls = listener.Identity is null ? null : new SslServerAuthenticationOptions
        {
            ServerCertificateContext = listener.Identity.Context,
            ApplicationProtocols = [protocol],
            AllowTlsResume = false,
        };
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public Endpoint Endpoint => _listener.Endpoint;

    /// <summary>Starts to serve.</summary>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async ValueTask<IServedEndpoint> StartAsync(
        ServedScenario served, ICarrier carrier, Endpoint endpoint, SslApplicationProtocol protocol, CancellationToken cancellation) =>
        new JsonRpcEndpoint(await StackListener.StartAsync(carrier, endpoint, cancellation).ConfigureAwait(false), served, protocol);

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        long untilNs = Clock.System.NowNs + Clock.ToNs(DrainTimeout);
        while (_open.Keys.Any(c => !c.IsIdle) && Clock.System.NowNs < untilNs)
        {
            await Task.Delay(DrainStep).ConfigureAwait(false);
        }
        foreach (JsonRpcConnection connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.Socket.AcceptAsync(_stopping.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of file handles, most likely: wait for connections to close rather than spin or die.
                await Task.Delay(DrainStep).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        JsonRpcConnection connection;
        try
        {
            connection = new JsonRpcConnection(await StreamOfAsync(socket).ConfigureAwait(false), _codec);
        }
        catch (Exception)
        {
            // The client broke the connection, or did not speak TLS: it learns that on its side.
            socket.Dispose();
            return;
        }
        // From here on the connection closes the socket, once what it has written is out.
        _service.AddTo(connection);
        _open[connection] = true;
        connection.StartListening();
        if (_stopping.IsCancellationRequested)
        {
            connection.Dispose();
        }
        await connection.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _open.TryRemove(connection, out _);
    }

    private async ValueTask<Stream> StreamOfAsync(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (_tls is null)
        {
            return stream;
        }
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(_tls, _stopping.Token).ConfigureAwait(false);
        return tls;
    }
}
