using System.IO.Pipelines;
using System.Threading.Channels;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Micro.Stages;

/// <summary>Pipes between one server and its clients whose readers go on in an event loop; not a plug.</summary>
internal sealed class EventLoopCarrier(EventLoop loop) : ICarrier, ICarrierListener
{
    private readonly Channel<ICarrierConnection> _offered = Channel.CreateUnbounded<ICarrierConnection>();

    public string Name => "event-loop";

    public string Summary => "pipes whose ends take turns on one thread";

    public int Rank => 0;

    public string Scheme => "memory";

    public Endpoint Endpoint => new(Scheme, Name);

    public Endpoint LocalEndpoint(string folder) => Endpoint;

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => new(this);

    public ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        var options = new PipeOptions(readerScheduler: loop, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return _offered.Writer.TryWrite(new Connection(up.Reader, down.Writer))
            ? new ValueTask<ICarrierConnection>(new Connection(down.Reader, up.Writer))
            : throw new InvalidOperationException("The server is gone.");
    }

    public async ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation)
    {
        while (await _offered.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            if (_offered.Reader.TryRead(out ICarrierConnection? connection))
            {
                return connection;
            }
        }
        return null;
    }

    public ValueTask DisposeAsync()
    {
        _offered.Writer.TryComplete();
        return default;
    }

    private sealed class Connection(PipeReader input, PipeWriter output) : ICarrierConnection
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public void Abort()
        {
            output.CancelPendingFlush();
            input.CancelPendingRead();
        }

        public ValueTask DisposeAsync()
        {
            output.Complete();
            input.Complete();
            return default;
        }
    }
}
