using Bench.Harness.Time;

namespace Bench.Harness.Addressing;

/// <summary>Whether a provider is listed, as far as it knows.</summary>
public enum RegistrationState
{
    /// <summary>No lease is running: the directory is away, or has lost the record. Attempts go on.</summary>
    Unregistered,

    /// <summary>A lease is running.</summary>
    Registered,

    /// <summary>Another process has registered the id since. This one doesn't come back, whatever happens to the other.</summary>
    Superseded,

    /// <summary>Disposed of; the record is gone, or goes with its lease.</summary>
    Closed,
}

/// <summary>
/// A provider's side of a directory: registers, renews the lease, and registers anew when the record is gone, until it is disposed of or
/// superseded. While the directory is away it tries again at least once a heartbeat, so that a directory that comes back, with or
/// without its data, lists every provider again within two heartbeats.
/// </summary>
public sealed class ProviderRegistration : IAsyncDisposable
{
    private static readonly TimeSpan RemoveTimeout = TimeSpan.FromSeconds(2);

    private readonly IDirectory _directory;
    private readonly string _service;
    private readonly string _id;
    private readonly Endpoint _endpoint;
    private readonly RegistrationOptions _options;
    private readonly Clock _clock;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoning = new();
    private volatile Provider? _provider;
    private volatile string? _lastFailure;
    private Task _running = Task.CompletedTask;
    private bool _listed;
    private long _dueNs;
    private long _leaseEndNs;
    private int _state;
    private int _disposed;

    private ProviderRegistration(IDirectory directory, string service, string id, Endpoint endpoint, RegistrationOptions options, Clock clock)
    {
        _directory = directory;
        _service = service;
        _id = id;
        _endpoint = endpoint;
        _options = options;
        _clock = clock;
        _backoff = new Backoff(options.Heartbeat / 16, options.Heartbeat, id.Aggregate((ulong)clock.NowNs, (seed, c) => (seed * 31) + c));
    }

    /// <summary>What the directory made of the last registration, with its epoch; null before the first.</summary>
    public Provider? Provider => _provider;

    /// <summary>Whether the provider is listed, as far as it knows.</summary>
    public RegistrationState State => (RegistrationState)Volatile.Read(ref _state);

    /// <summary>Why the last attempt failed, for the user; null if it succeeded.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Raised after <see cref="State"/> has changed, from any thread; handlers must not block or throw.</summary>
    public event Action? StateChanged;

    /// <summary>Registers, and keeps the registration alive. Returns after the first attempt, whether or not it succeeded: see <see cref="State"/>.</summary>
    /// <param name="directory">Where; not disposed of.</param>
    /// <param name="service">Name of the service: a contract's full name.</param>
    /// <param name="id">Id of the provider, see <see cref="Provider.IsId"/>; a restarted provider keeps it.</param>
    /// <param name="endpoint">Where the provider listens.</param>
    /// <param name="options">The lease; defaults if null.</param>
    /// <param name="clock">The time source; the machine's if null.</param>
    /// <param name="cancellation">Gives up the first attempt.</param>
    /// <exception cref="ArgumentException">Id, endpoint or lease can't be; the message says why.</exception>
    public static async Task<ProviderRegistration> StartAsync(
        IDirectory directory,
        string service,
        string id,
        Endpoint endpoint,
        RegistrationOptions? options = null,
        Clock? clock = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentException.ThrowIfNullOrEmpty(service);
        options ??= new RegistrationOptions();
        options.Check();
        if (!Provider.IsId(id))
        {
            throw new ArgumentException($"'{id}' is no id of a provider: use 1 to 128 letters, digits, '.', '_' or '-'.");
        }
        if (!Provider.CanBeListed(endpoint))
        {
            throw new ArgumentException($"A directory can't list the endpoint {endpoint}: it needs a port, and a host or path in plain characters.");
        }
        var registration = new ProviderRegistration(directory, service, id, endpoint, options, clock ?? Clock.System);
        await registration.AttemptAsync(cancellation).ConfigureAwait(false);
        registration._running = registration.RunAsync();
        return registration;
    }

    /// <summary>Takes the record away, within 2 s or not at all: then it goes with its lease.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        using var limit = new CancellationTokenSource(RemoveTimeout, _clock.Provider);
        using CancellationTokenRegistration abandon = limit.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _abandoning);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (State == RegistrationState.Superseded)
        {
            return;
        }
        if (_provider is { } provider)
        {
            try
            {
                await _directory.RemoveAsync(_service, provider, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                _lastFailure = e.Message;
            }
        }
        Become(RegistrationState.Closed);
    }

    private async Task RunAsync()
    {
        while (State != RegistrationState.Superseded)
        {
            var wait = TimeSpan.FromMilliseconds(Math.Max(0, _dueNs - _clock.NowNs) / 1e6);
            await Task.Delay(wait, _clock.Provider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }
            try
            {
                await AttemptAsync(_abandoning.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Renews or registers, within a heartbeat; a failure is remembered and makes the next attempt come sooner.</summary>
    /// <exception cref="OperationCanceledException">Given up by the caller.</exception>
    private async Task AttemptAsync(CancellationToken giveUp)
    {
        long startNs = _clock.NowNs;
        TimeSpan wait = _options.Heartbeat;
        using var limit = new CancellationTokenSource(_options.Heartbeat, _clock.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, giveUp);
        try
        {
            RegistrationState state = await RenewOrRegisterAsync(either.Token).ConfigureAwait(false);
            _leaseEndNs = startNs + Clock.ToNs(_options.Lease);
            _lastFailure = null;
            _backoff.Succeeded();
            Become(state);
        }
        catch (Exception e)
        {
            giveUp.ThrowIfCancellationRequested();
            _lastFailure = limit.IsCancellationRequested ? $"The directory did not answer within {_options.Heartbeat.TotalSeconds:0.###} s." : e.Message;
            wait = _backoff.Failed();
            if (_clock.NowNs >= _leaseEndNs)
            {
                Become(RegistrationState.Unregistered);
            }
        }
        _dueNs = startNs + Clock.ToNs(wait);
    }

    private async Task<RegistrationState> RenewOrRegisterAsync(CancellationToken cancellation)
    {
        if (_listed)
        {
            LeaseState lease = await _directory.RenewAsync(_service, _provider!, _options.Lease, cancellation).ConfigureAwait(false);
            if (lease == LeaseState.Renewed)
            {
                return RegistrationState.Registered;
            }
            if (lease == LeaseState.Superseded && !await IsOwnAsync(cancellation).ConfigureAwait(false))
            {
                return RegistrationState.Superseded;
            }
            _listed = false;
            Become(RegistrationState.Unregistered);
        }
        _provider = await _directory.RegisterAsync(_service, _id, _endpoint, _options.Lease, cancellation).ConfigureAwait(false);
        _listed = true;
        return RegistrationState.Registered;
    }

    /// <summary>
    /// Whether the later registration is one of our own that was given up and yet carried out, late: a directory that stood still does that. Nobody
    /// else listens at our endpoint.
    /// </summary>
    private async Task<bool> IsOwnAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> records = await _directory.ListAsync(_service, cancellation).ConfigureAwait(false);
        return records.Select(Provider.FromRecord).Any(p => p is not null && p.Id == _id && p.Endpoint == _endpoint);
    }

    private void Become(RegistrationState state)
    {
        if (Interlocked.Exchange(ref _state, (int)state) != (int)state)
        {
            StateChanged?.Invoke();
        }
    }
}
