using System.Buffers;
using System.Collections.Concurrent;
using Bench.Harness.Addressing;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>The server side of the pipeline: accepts connections, and serves each in the codec and contract its hello names.</summary>
public sealed class RpcServer : IAsyncDisposable
{
    // Deadlines of asynchronous handlers and timeouts of hellos are kept to this; a shorter one costs idle CPU that cells would be charged for.
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(100);

    private readonly RpcServerOptions _options;
    private readonly ICarrierListener _listener;
    private readonly Clock _clock;
    private readonly Sweeper _sweeper;
    private readonly ConcurrentDictionary<ServerConnection, Task> _connections = new();
    private readonly ConcurrentDictionary<(string Codec, string Contract), ServerMethod[]> _methods = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly Lock _counting = new();
    private volatile InjectedFailures? _failures;
    private volatile Greeting? _lastGreeting;
    private long _handledByClosed;
    private long _failedByClosed;

    private RpcServer(RpcServerOptions options, ICarrierListener listener, Clock clock)
    {
        _options = options;
        _listener = listener;
        _clock = clock;
        _sweeper = new Sweeper(clock, SweepInterval);
        _accepting = AcceptAsync();
    }

    /// <summary>Where it really listens.</summary>
    public Endpoint Endpoint => _listener.Endpoint;

    /// <summary>Requests handled so far, whatever their outcome; those of contracts in the namespace of the harness itself are not counted.</summary>
    public long Handled
    {
        get
        {
            lock (_counting)
            {
                return _handledByClosed + _connections.Keys.Sum(c => c.Handled);
            }
        }
    }

    /// <summary>Requests answered with an error so far, of the same contracts as <see cref="Handled"/>.</summary>
    public long Failed
    {
        get
        {
            lock (_counting)
            {
                return _failedByClosed + _connections.Keys.Sum(c => c.Failed);
            }
        }
    }

    /// <summary>Connections open now.</summary>
    public int Connections => _connections.Count;

    /// <summary>
    /// Failures that take the place of handlers from now on, for requests of every contract that is counted in <see cref="Handled"/>; those that fail so
    /// are counted too, as they are answered. Null, the default, for none.
    /// </summary>
    public InjectedFailures? Failures
    {
        get => _failures;
        set => _failures = value;
    }

    internal WireLimits Limits => _options.Limits;

    internal bool SendStackTraces => _options.SendStackTraces;

    internal Clock Clock => _clock;

    /// <summary>Starts to listen and serve.</summary>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async Task<RpcServer> StartAsync(RpcServerOptions options, ICarrier carrier, Endpoint endpoint, Clock? clock = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(carrier);
        ICarrierListener listener = await carrier.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        return new RpcServer(options, listener, clock ?? Clock.System);
    }

    /// <summary>Stops: no new connections, no new calls, time for those under way, then the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        foreach (ServerConnection connection in _connections.Keys)
        {
            connection.GoAway();
        }
        Task all = Task.WhenAll(_connections.Values);
        await Task.WhenAny(all, Task.Delay(_options.DrainTimeout, _clock.Provider)).ConfigureAwait(false);
        foreach (ServerConnection connection in _connections.Keys)
        {
            connection.Abort();
        }
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What a hello asks for. Clients mostly say the same, word for word, with each connection.</summary>
    /// <exception cref="ProtocolException">It is no hello.</exception>
    /// <exception cref="RefusedException">Something of the hello does not fit; the message names both sides' values.</exception>
    internal Greeting GreetingOf(in ReadOnlySequence<byte> payload)
    {
        if (_lastGreeting is Greeting last && payload.IsSingleSegment && payload.FirstSpan.SequenceEqual(last.Hello))
        {
            return last;
        }
        var hello = Hello.Read(payload);
        var greeting = new Greeting(payload.ToArray(), MethodsFor(hello), !hello.Contract.StartsWith("Bench.Harness.", StringComparison.Ordinal));
        _lastGreeting = greeting;
        return greeting;
    }

    private ServerMethod[] MethodsFor(Hello hello)
    {
        if (hello.Version != Hello.CurrentVersion)
        {
            throw new RefusedException($"the client speaks protocol version {hello.Version}, this server {Hello.CurrentVersion}");
        }
        ICodec codec = _options.Codecs.FirstOrDefault(c => c.Name == hello.Codec)
            ?? throw new RefusedException($"the client speaks codec '{hello.Codec}', this server {string.Join(", ", _options.Codecs.Select(c => $"'{c.Name}'"))}");
        (ServiceContract? contract, object? service) = _options.Services.FirstOrDefault(s => s.Contract.Name == hello.Contract);
        if (contract is null)
        {
            throw new RefusedException($"the client calls contract {hello.Contract}, this server serves {string.Join(", ", _options.Services.Select(s => s.Contract.Name))}");
        }
        if (contract.Hash != hello.ContractHash)
        {
            throw new RefusedException($"contract {contract.Name} has hash {hello.ContractHash:x16} at the client and {contract.Hash:x16} at this server: build both from the same version");
        }
        return _methods.GetOrAdd((codec.Name, contract.Name), _ => ServerMethod.AllOf(contract, service!, codec, _options.Binding));
    }

    internal void Sweep(ServerConnection connection) => _sweeper.Add(connection);

    internal void Ended(ServerConnection connection)
    {
        _sweeper.Remove(connection);
        lock (_counting)
        {
            _handledByClosed += connection.Handled;
            _failedByClosed += connection.Failed;
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            ICarrierConnection? carried;
            try
            {
                carried = await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (IOException)
            {
                // Out of file handles, most likely: wait for connections to close rather than spin or die.
                await Task.Delay(TimeSpan.FromMilliseconds(20), _clock.Provider).ConfigureAwait(false);
                continue;
            }
            if (carried is null)
            {
                return;
            }
            var connection = new ServerConnection(this, carried);
            _connections[connection] = connection.Ended;
            if (_listener.ServesWhereItAccepts)
            {
                _ = connection.RunAsync();
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(static c => _ = c.RunAsync(), connection, preferLocal: false);
            }
        }
    }
}

/// <summary>A hello that was understood.</summary>
/// <param name="Hello">As it was said.</param>
/// <param name="Methods">The methods of its contract in its codec.</param>
/// <param name="IsCounted">Whether requests count as <see cref="RpcServer.Handled"/>.</param>
internal sealed record Greeting(byte[] Hello, ServerMethod[] Methods, bool IsCounted);

/// <summary>A hello that this server can't serve.</summary>
internal sealed class RefusedException(string message) : Exception(message);
