using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>
/// Reads and watches. From the first watch on its session is kept alive, with a ping each third of its timeout, and replaced when it has
/// expired. A watch of ZooKeeper tells once and goes with its connection: each is set anew after it told, and all of them over every new
/// connection; only then are their owners told, so that what changed in between is seen.
/// </summary>
internal sealed class WatchingSession : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<Endpoint> _hosts;
    private readonly Clock _clock;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private readonly List<ChildWatch> _watches = [];
    private ZooKeeperSession _session;
    private Task? _keeping;

    public WatchingSession(IReadOnlyList<Endpoint> hosts, Clock clock)
    {
        (_hosts, _clock, _backoff) = (hosts, clock, new Backoff(FirstPause, LongestPause, (ulong)clock.NowNs));
        _session = NewSession();
    }

    /// <summary>Sends a request that changes nothing of the session's own.</summary>
    public async Task<ZooKeeperReply> SendAsync(ZooKeeperRequest request, CancellationToken cancellation)
    {
        try
        {
            return await Session().SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (ZooKeeperException e) when (e.Error == ZooKeeperError.SessionExpired)
        {
            return await Session().SendAsync(request, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Tells whenever children of a node may have come or gone.</summary>
    /// <param name="parents">The node, behind its parents: made where they are missing.</param>
    /// <param name="path">The node.</param>
    /// <param name="changed">Called from any thread, never after the watch was disposed of; must not wait.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> parents, string path, Action changed, CancellationToken cancellation)
    {
        var watch = new ChildWatch(this, parents, path, changed);
        lock (_gate)
        {
            _watches.Add(watch);
            _keeping ??= KeepAsync();
        }
        try
        {
            await watch.SetAsync(cancellation).ConfigureAwait(false);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await Session().DisposeAsync().ConfigureAwait(false);
        if (_keeping is not null)
        {
            await _keeping.ConfigureAwait(false);
        }
        _closing.Dispose();
    }

    private ZooKeeperSession NewSession() => new(_hosts, Timeout, _clock, Watched);

    private ZooKeeperSession Session()
    {
        lock (_gate)
        {
            return _session.IsOver && !_closing.IsCancellationRequested ? _session = NewSession() : _session;
        }
    }

    private void Watched(WatchEvent seen)
    {
        foreach (ChildWatch watch in Watches().Where(w => w.Path == seen.Path))
        {
            _ = watch.RenewAsync(_closing.Token);
        }
    }

    private ChildWatch[] Watches()
    {
        lock (_gate)
        {
            return [.. _watches];
        }
    }

    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                ZooKeeperConnection connection = await Session().AttachAsync(_closing.Token).ConfigureAwait(false);
                _backoff.Succeeded();
                await Task.WhenAll(Watches().Select(w => w.RenewAsync(_closing.Token))).ConfigureAwait(false);
                await PingAsync(connection).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ZooKeeperException or OperationCanceledException)
            {
                // The next attempt, perhaps with the next session.
            }
            await Task.Delay(_backoff.Failed(), _clock.Provider, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PingAsync(ZooKeeperConnection connection)
    {
        while (connection.IsOpen)
        {
            Task pause = Task.Delay(connection.Session.Timeout / 3, _clock.Provider, _closing.Token);
            if (await Task.WhenAny(pause, connection.Closed).ConfigureAwait(false) == pause)
            {
                await pause.ConfigureAwait(false);
                await connection.SendAsync(ZooKeeperRequest.Ping, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    private sealed class ChildWatch(WatchingSession owner, IReadOnlyList<string> parents, string path, Action changed) : IAsyncDisposable
    {
        private readonly Lock _telling = new();
        private bool _over;

        public string Path => path;

        public async Task SetAsync(CancellationToken cancellation)
        {
            ZooKeeperReply reply = await owner.SendAsync(ZooKeeperRequest.GetChildren(path, watch: true), cancellation).ConfigureAwait(false);
            if (reply.Error == ZooKeeperError.NoNode)
            {
                foreach (string parent in parents)
                {
                    await owner.SendAsync(ZooKeeperRequest.Create(parent, [], ephemeral: false), cancellation).ConfigureAwait(false);
                }
                reply = await owner.SendAsync(ZooKeeperRequest.GetChildren(path, watch: true), cancellation).ConfigureAwait(false);
            }
            reply.Checked();
        }

        /// <summary>Sets it again, then tells; where that fails, the next connection does it.</summary>
        public async Task RenewAsync(CancellationToken cancellation)
        {
            try
            {
                await SetAsync(cancellation).ConfigureAwait(false);
                // Held while telling: nobody is told once disposing has returned.
                lock (_telling)
                {
                    if (!_over)
                    {
                        changed();
                    }
                }
            }
            catch (Exception e) when (e is ZooKeeperException or OperationCanceledException)
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            lock (_telling)
            {
                _over = true;
            }
            lock (owner._gate)
            {
                owner._watches.Remove(this);
            }
            return ValueTask.CompletedTask;
        }
    }
}
