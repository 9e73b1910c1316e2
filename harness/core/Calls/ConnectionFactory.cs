using Bench.Harness.Addressing;
using Bench.Harness.Outcome;
using Bench.Harness.Randomness;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>Opens the connections of one client to one provider; a strategy decides when.</summary>
public sealed class ConnectionFactory
{
    private readonly Hello _hello;
    private readonly bool _longLived;
    private SplitMix64 _seeds;

    internal ConnectionFactory(ICarrier carrier, Endpoint endpoint, Hello hello, bool longLived, ClientOptions options, ConnectionStatistics statistics, Sweeper sweeper, Clock clock, ulong seed)
    {
        Carrier = carrier;
        Endpoint = endpoint;
        _hello = hello;
        _longLived = longLived;
        Options = options;
        Sweeper = sweeper;
        Clock = clock;
        Statistics = statistics;
        _seeds = new SplitMix64(seed);
    }

    /// <summary>What carries the bytes.</summary>
    public ICarrier Carrier { get; }

    /// <summary>Where the provider listens.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>Name of the codec of all messages.</summary>
    public string Codec => _hello.Codec;

    /// <summary>What connections and calls are allowed.</summary>
    public ClientOptions Options { get; }

    /// <summary>The time source.</summary>
    public Clock Clock { get; }

    /// <summary>Sweeps what waits.</summary>
    public Sweeper Sweeper { get; }

    /// <summary>What the connections of the client did, whichever provider they lead to.</summary>
    public ConnectionStatistics Statistics { get; }

    /// <summary>How a call ends whose time is over before there was a connection to send it on.</summary>
    public CallOutcome Unconnected => CallOutcome.Failed(ErrorKind.ConnectFailed, NotAccepted(Options.Deadline));

    /// <summary>A seed for what a strategy draws: another one each time, for each client and provider.</summary>
    public ulong NextSeed() => _seeds.NextBitsShared();

    /// <summary>Opens a connection within the deadline of a call.</summary>
    /// <param name="owner">Learns what becomes of it.</param>
    /// <param name="replacesBroken">Whether it takes the place of one that broke.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="untilNs">When the one call that it is for ends, ns of the clock; null if calls may come that have their whole deadline before them.</param>
    /// <exception cref="ConnectException">It can't be opened.</exception>
    public async ValueTask<ClientConnection> ConnectAsync(IConnectionOwner owner, bool replacesBroken, CancellationToken cancellation, long? untilNs = null)
    {
        long startNs = Clock.NowNs;
        cancellation.ThrowIfCancellationRequested();
        if (Carrier.TryConnectAtOnce(Endpoint, Statistics.Wire) is ICarrierConnection atOnce)
        {
            return new ClientConnection(atOnce, _hello, owner, this, _longLived, Clock.NowNs - startNs, replacesBroken);
        }
        // Timers count whole milliseconds: rounded up, or the call's deadline would come after that of its connection.
        TimeSpan limit = untilNs is long until ? TimeSpan.FromMilliseconds(Math.Max(1, ((until - startNs) / 1_000_000) + 1)) : Options.Deadline;
        using var timeout = new CancellationTokenSource(limit, Clock.Provider);
        using var both = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation) : null;
        ICarrierConnection carried;
        try
        {
            carried = await Carrier.ConnectAsync(Endpoint, Statistics.Wire, (both ?? timeout).Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new ConnectException(ErrorKind.ConnectFailed, NotAccepted(limit));
        }
        return new ClientConnection(carried, _hello, owner, this, _longLived, Clock.NowNs - startNs, replacesBroken);
    }

    private string NotAccepted(TimeSpan limit) => $"{Endpoint} did not accept a connection within {limit.TotalSeconds:0.###} s";
}
