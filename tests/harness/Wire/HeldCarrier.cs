using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>A carrier of pipes whose other ends the test holds. What the test sends arrives in segments of a byte each, flush by flush.</summary>
internal sealed class HeldCarrier : ICarrier, ICarrierListener
{
    private readonly Channel<ICarrierConnection> _offered = Channel.CreateUnbounded<ICarrierConnection>();
    private readonly Channel<RawPeer> _peers = Channel.CreateUnbounded<RawPeer>();
    private int _flushes;
    private int _aborted;

    public string Name => "held";

    public string Summary => "pipes held by a test";

    public int Rank => 99;

    public string Scheme => "held";

    public Endpoint Endpoint => new(Scheme, "test");

    /// <summary>Flushes of the code under test.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>Connections that the code under test has ended.</summary>
    public int Aborted => Volatile.Read(ref _aborted);

    public Endpoint LocalEndpoint(string folder) => Endpoint;

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => new(this);

    public ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        (ICarrierConnection held, RawPeer peer) = Pair();
        _peers.Writer.TryWrite(peer);
        return new ValueTask<ICarrierConnection>(held);
    }

    public async ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation) => await _offered.Reader.ReadAsync(cancellation);

    /// <summary>The test as a client.</summary>
    public RawPeer Connect()
    {
        (ICarrierConnection held, RawPeer peer) = Pair();
        _offered.Writer.TryWrite(held);
        return peer;
    }

    /// <summary>The test as the server of the client's next connection.</summary>
    public async Task<RawPeer> PeerAsync() => await _peers.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<RpcServer> ServeAsync(Func<RpcServerOptions, RpcServerOptions>? change = null, IProbe? service = null)
    {
        var options = new RpcServerOptions { Services = [(ProbeHost.Contract, service ?? new ProbeService())], Codecs = [new PlainCodec()], Binding = new EmittedBinding(), DrainTimeout = TimeSpan.FromSeconds(5) };
        return await RpcServer.StartAsync(change?.Invoke(options) ?? options, this, Endpoint);
    }

    public RpcClient Client(string strategy = "multiplexed", ClientOptions? options = null, Clock? clock = null) => new(
        new RpcTarget(Endpoint, this, ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", strategy), new PlainCodec(), new EmittedBinding(), ProbeHost.Contract),
        options ?? new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.Zero },
        clock);

    public ValueTask DisposeAsync()
    {
        _offered.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private (ICarrierConnection Held, RawPeer Peer) Pair()
    {
        // The reader continues within the test's flush, so that it sees what was flushed and no more.
        var inward = new Pipe(new PipeOptions(new SingleBytes(), PipeScheduler.Inline, PipeScheduler.ThreadPool, 0, 0, minimumSegmentSize: 1, useSynchronizationContext: false));
        var outward = new Pipe(new PipeOptions(useSynchronizationContext: false));
        return (new Connection(inward.Reader, new CountingWriter(outward.Writer, this), this), new RawPeer(outward.Reader, inward.Writer));
    }

    private sealed class Connection(PipeReader input, PipeWriter output, HeldCarrier carrier) : ICarrierConnection
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public void Abort()
        {
            Interlocked.Increment(ref carrier._aborted);
            output.CancelPendingFlush();
            input.CancelPendingRead();
        }

        public ValueTask DisposeAsync()
        {
            output.Complete();
            input.Complete();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class CountingWriter(PipeWriter output, HeldCarrier carrier) : PipeWriter
    {
        public override void Advance(int bytes) => output.Advance(bytes);

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref carrier._flushes);
            return output.FlushAsync(cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);
    }

    private sealed class SingleBytes : MemoryPool<byte>
    {
        public override int MaxBufferSize => int.MaxValue;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Owner(new byte[Math.Max(1, minBufferSize)]);

        protected override void Dispose(bool disposing)
        {
        }

        private sealed record Owner(byte[] Bytes) : IMemoryOwner<byte>
        {
            public Memory<byte> Memory => Bytes;

            public void Dispose()
            {
            }
        }
    }
}
