using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>
/// A session with an ensemble, over one connection after another: the next request after one broke attaches to it again, at whichever
/// server can be reached. It sends nothing by itself: requests keep it alive, and a session without any expires.
/// </summary>
internal sealed class ZooKeeperSession : IAsyncDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    private readonly Endpoint[] _hosts;
    private readonly Clock _clock;
    private readonly Action<WatchEvent> _watched;
    private readonly SemaphoreSlim _attaching = new(1);
    private SessionTicket _ticket;
    private ZooKeeperConnection? _connection;
    private int _next;
    private bool _over;

    /// <param name="hosts">Servers of the ensemble; tried in random order.</param>
    /// <param name="timeout">Time without a request after which it ends; bounded by the server.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="watched">Called with each watch event; must not block.</param>
    public ZooKeeperSession(IReadOnlyList<Endpoint> hosts, TimeSpan timeout, Clock clock, Action<WatchEvent>? watched = null)
    {
        _hosts = [.. hosts];
        new Random((int)clock.NowNs).Shuffle(_hosts);
        (_ticket, _clock, _watched) = (SessionTicket.New(timeout), clock, watched ?? (static _ => { }));
    }

    /// <summary>The session's id; 0 before the first request.</summary>
    public long Id => Volatile.Read(ref _ticket).Id;

    /// <summary>The timeout that the server granted.</summary>
    public TimeSpan Timeout => Volatile.Read(ref _ticket).Timeout;

    /// <summary>Whether it has ended, by the ensemble or by us; it does not come back.</summary>
    public bool IsOver => Volatile.Read(ref _over);

    /// <summary>The connection, or a new one that is attached to the session: every server is asked once.</summary>
    /// <exception cref="ZooKeeperException">None can be reached, or the session has expired.</exception>
    public async Task<ZooKeeperConnection> AttachAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _connection) is { IsOpen: true } open)
        {
            return open;
        }
        await _attaching.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _connection is { IsOpen: true } other ? other : await ReconnectAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _attaching.Release();
        }
    }

    /// <summary>Sends a request over the connection, or a new one; a read that a breaking connection took along is sent again, once.</summary>
    /// <exception cref="ZooKeeperException">No server can be reached, none answered, or the session has expired.</exception>
    public async Task<ZooKeeperReply> SendAsync(ZooKeeperRequest request, CancellationToken cancellation)
    {
        ZooKeeperConnection connection = await AttachAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await connection.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.ConnectionLoss && request.IsRead)
        {
            connection = await AttachAsync(cancellation).ConfigureAwait(false);
            return await connection.SendAsync(request, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the session at the ensemble, and with it its ephemeral nodes.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (!IsOver && Id != 0)
        {
            await SendAsync(ZooKeeperRequest.CloseSession, cancellation).ConfigureAwait(false);
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Drops the connection; the session lives on until its timeout.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _over, true);
        if (Volatile.Read(ref _connection) is { } connection)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<ZooKeeperConnection> ReconnectAsync(CancellationToken cancellation)
    {
        ZooKeeperException? failure = null;
        for (int i = 0; i < _hosts.Length; i++)
        {
            if (IsOver)
            {
                throw new ZooKeeperException(ZooKeeperError.SessionExpired, "the session has expired");
            }
            Endpoint host = _hosts[_next];
            _next = (_next + 1) % _hosts.Length;
            using var limit = new CancellationTokenSource(ConnectLimit / _hosts.Length, _clock.Provider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                ZooKeeperConnection connection = await ZooKeeperConnection.ConnectAsync(host, _ticket, _clock, _watched, either.Token).ConfigureAwait(false);
                Volatile.Write(ref _ticket, connection.Session);
                Volatile.Write(ref _connection, connection);
                if (IsOver)
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                }
                return connection;
            }
            catch (ZooKeeperException e) when (e.Error == ZooKeeperError.SessionExpired)
            {
                Volatile.Write(ref _over, true);
                throw;
            }
            catch (ZooKeeperException e)
            {
                failure = e;
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                failure = new ZooKeeperException(ZooKeeperError.Timeout, $"{host} did not greet within {(ConnectLimit / _hosts.Length).TotalSeconds:0.0} s", e);
            }
        }
        throw failure!;
    }
}
