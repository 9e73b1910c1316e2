using Bench.Harness.Time;

namespace Bench.Harness.Addressing;

/// <summary>
/// A consumer's side of a directory: the providers of one service, kept up to date. It watches first and lists then, so that no change falls
/// between; reads again at every hint and every interval, so that no lost hint lasts; and while the directory is away it keeps what
/// was said last, marked stale.
/// </summary>
public sealed class ProviderView : IProviderSource
{
    // A burst of changes costs the directory a hundred reads a second from each consumer at most, and delays a hint by no more than this.
    private static readonly long LeastGapNs = Clock.ToNs(TimeSpan.FromMilliseconds(10));

    private readonly IDirectory _directory;
    private readonly string _service;
    private readonly ProviderViewOptions _options;
    private readonly Clock _clock;
    private readonly Membership _membership;
    private readonly Backoff _backoff;
    private readonly Alarm _alarm;
    private readonly CancellationTokenSource _closing = new();
    private volatile ProviderSet _current = ProviderSet.Empty;
    private volatile string? _lastFailure;
    private IAsyncDisposable? _watch;
    private Task _running = Task.CompletedTask;
    private long _readNs;
    private long _dueNs;
    private long _hints;
    private long _reads;
    private long _lastChangeNs;
    private int _disposed;

    private ProviderView(IDirectory directory, string service, ProviderViewOptions options, Clock clock)
    {
        _directory = directory;
        _service = service;
        _options = options;
        _clock = clock;
        _membership = new Membership(options);
        _backoff = new Backoff(options.RereadInterval / 16, options.RereadInterval, (ulong)clock.NowNs);
        _alarm = new Alarm(clock);
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public ProviderSet Current => _current;

    /// <summary>Why the last read failed, for the user; null if it succeeded.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Hints from the directory so far.</summary>
    public long Hints => Interlocked.Read(ref _hints);

    /// <summary>Reads of the list so far, failed ones included.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>When the providers changed last, ns of the clock; 0 for never.</summary>
    public long LastChangeNs => Interlocked.Read(ref _lastChangeNs);

    /// <summary>Starts to follow a service. Returns after the first read, whether or not it succeeded: see <see cref="ProviderSet.IsStale"/>.</summary>
    /// <param name="directory">Where; not disposed of.</param>
    /// <param name="service">Name of the service: a contract's full name.</param>
    /// <param name="options">Intervals and guards; defaults if null.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static async Task<ProviderView> StartAsync(
        IDirectory directory, string service, ProviderViewOptions? options = null, Clock? clock = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentException.ThrowIfNullOrEmpty(service);
        options ??= new ProviderViewOptions();
        options.Check();
        var view = new ProviderView(directory, service, options, clock ?? Clock.System);
        try
        {
            await view.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await view.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        view._running = view.RunAsync();
        return view;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        await _closing.CancelAsync().ConfigureAwait(false);
        await _alarm.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_watch is not null)
        {
            await _watch.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await _alarm.WaitAsync(_dueNs).ConfigureAwait(false);
            try
            {
                await ReadAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <exception cref="OperationCanceledException">Cancelled; any other failure makes the list stale.</exception>
    private async Task ReadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long askedNs = _clock.NowNs;
        Volatile.Write(ref _readNs, askedNs);
        Interlocked.Increment(ref _reads);
        try
        {
            string? unwatched = await WatchAsync(cancellation).ConfigureAwait(false);
            IReadOnlyList<string> records = await _directory.ListAsync(_service, cancellation).ConfigureAwait(false);
            _membership.Read(records, askedNs, _clock.NowNs);
            _lastFailure = unwatched;
            _backoff.Succeeded();
            _dueNs = Math.Min(askedNs + Clock.ToNs(_options.RereadInterval), _membership.ConfirmNs);
        }
        catch (Exception e)
        {
            cancellation.ThrowIfCancellationRequested();
            _membership.Away();
            _lastFailure = e.Message;
            _dueNs = _clock.NowNs + Clock.ToNs(_backoff.Failed());
        }
        Publish(_membership.Current);
    }

    /// <summary>Starts the watch if there is none yet. Without one the list is read nevertheless.</summary>
    /// <returns>Why there is none.</returns>
    private async Task<string?> WatchAsync(CancellationToken cancellation)
    {
        try
        {
            _watch ??= await _directory.WatchAsync(_service, OnHint, cancellation).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            cancellation.ThrowIfCancellationRequested();
            return e.Message;
        }
    }

    private void OnHint()
    {
        Interlocked.Increment(ref _hints);
        _alarm.BringForward(Math.Max(_clock.NowNs, Volatile.Read(ref _readNs) + LeastGapNs));
    }

    private void Publish(ProviderSet read)
    {
        ProviderSet before = _current;
        bool moved = !before.Providers.SequenceEqual(read.Providers);
        if (moved || before with { Providers = read.Providers } != read)
        {
            if (moved)
            {
                Interlocked.Exchange(ref _lastChangeNs, _clock.NowNs);
            }
            _current = read;
            Changed?.Invoke();
        }
    }
}
