using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Links;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Transports.Sockets;

namespace Bench.Transports.Links;

/// <summary>
/// A link as a relay of streams in user space: it accepts connections, opens one to the server for each, and passes bytes on when the
/// profile says that they would have arrived. It needs no rights and touches nothing but its own sockets.
/// </summary>
public sealed class LinkRelay : ILink
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly Endpoint _upstream;
    private readonly Clock _clock;
    private readonly Socket _listening;
    private readonly RelayTraffic _traffic;
    private readonly CancellationTokenSource _closing = new();
    private long _connections;
    private long _refused;

    private LinkRelay(Socket listening, Endpoint endpoint, Endpoint upstream, LinkProfile profile, ulong seed, Clock clock)
    {
        _listening = listening;
        _upstream = upstream;
        _clock = clock;
        Endpoint = endpoint;
        Profile = profile;
        _traffic = new RelayTraffic(profile, seed, clock);
        _ = AcceptAsync();
    }

    /// <inheritdoc/>
    public Endpoint Endpoint { get; }

    /// <inheritdoc/>
    public LinkProfile Profile { get; }

    /// <summary>Starts a link.</summary>
    /// <param name="listen">Where clients will connect to: a tcp endpoint (port 0 takes a free one) or a Unix socket's path.</param>
    /// <param name="upstream">Where the server listens; nothing is connected before a client is.</param>
    /// <param name="profile">What happens to bytes.</param>
    /// <param name="seed">Decides on jitter, stalls and whom faults meet.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ConnectException">It can't listen there, or one of the endpoints is not that of a socket.</exception>
    public static async Task<LinkRelay> StartAsync(Endpoint listen, Endpoint upstream, LinkProfile profile, ulong seed, Clock? clock = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(upstream);
        ArgumentNullException.ThrowIfNull(profile);
        foreach (Endpoint end in (Endpoint[])[listen, upstream])
        {
            if (end.Scheme is not ("tcp" or "unix"))
            {
                throw new ConnectException(ErrorKind.ConnectFailed, $"a link can't lead through {end}: it needs sockets, so use a transport over tcp, tls or unix");
            }
        }
        (Socket socket, Endpoint bound) = listen.Scheme == "unix"
            ? (await UnixSockets.ListenAsync(listen, cancellation).ConfigureAwait(false), listen)
            : await TcpSockets.ListenAsync(listen, cancellation).ConfigureAwait(false);
        return new LinkRelay(socket, bound with { Pin = upstream.Pin }, upstream.Unpinned, profile, seed, clock ?? Clock.System);
    }

    /// <inheritdoc/>
    public LinkEffect Apply(LinkFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return _traffic.Apply(fault);
    }

    /// <inheritdoc/>
    public LinkCounters Count() => _traffic.Count(Interlocked.Read(ref _connections), Interlocked.Read(ref _refused));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }
        await _closing.CancelAsync().ConfigureAwait(false);
        _listening.Dispose();
        if (Endpoint.Scheme == "unix")
        {
            File.Delete(Endpoint.Host);
        }
        await _traffic.CloseAsync().ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                Socket client = await _listening.AcceptAsync(_closing.Token).ConfigureAwait(false);
                _ = ConnectAsync(client, Interlocked.Increment(ref _connections), _clock.NowNs);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of file handles, most likely: wait for connections to close rather than spin or die.
                await Task.Delay(Pause, _clock.Provider).ConfigureAwait(false);
            }
        }
    }

    private async Task ConnectAsync(Socket client, long number, long acceptedNs)
    {
        Socket? server = null;
        try
        {
            while (_traffic.Has<BlackHoleFault>())
            {
                await Task.Delay(Pause, _clock.Provider, _closing.Token).ConfigureAwait(false);
            }
            if (!_traffic.Has<RefuseFault>())
            {
                server = _upstream.Scheme == "unix"
                    ? await UnixSockets.ConnectAsync(_upstream, _closing.Token).ConfigureAwait(false)
                    : await TcpSockets.ConnectAsync(_upstream, _closing.Token).ConfigureAwait(false);
                NoDelay(client);
                _traffic.Open(number, client, server, acceptedNs);
                return;
            }
        }
        catch (ConnectException)
        {
            // The client learns it as late as it would over the distance.
            await Task.Delay(TimeSpan.FromMicroseconds(Profile.RoundTripNs / 1e3), _clock.Provider, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The link is being closed, or the client is gone.
            server?.Dispose();
        }
        Interlocked.Increment(ref _refused);
        SocketEnds.Reset(client);
    }

    private static void NoDelay(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.NoDelay = true;
        }
    }
}
