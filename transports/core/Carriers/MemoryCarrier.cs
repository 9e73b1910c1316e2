using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Threading.Channels;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Carriers;

/// <summary>A pair of pipes within one process, for runs with <c>--in-process</c>: the pipeline without a kernel.</summary>
public sealed class MemoryCarrier : ICarrier
{
    private readonly ConcurrentDictionary<string, Listener> _listeners = new(StringComparer.Ordinal);
    private readonly PipeOptions _options;

    /// <summary>Whose readers go on in the thread pool.</summary>
    public MemoryCarrier()
        : this(PipeScheduler.ThreadPool)
    {
    }

    /// <param name="scheduler">Where readers and flushes go on.</param>
    internal MemoryCarrier(PipeScheduler scheduler) => _options = new PipeOptions(readerScheduler: scheduler, writerScheduler: scheduler, useSynchronizationContext: false);

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Summary => "pipes within one process; needs --in-process";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public string Scheme => "memory";

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => new(Scheme, folder);

    /// <inheritdoc/>
    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var listener = new Listener(endpoint, _listeners);
        return _listeners.TryAdd(endpoint.Host, listener)
            ? new ValueTask<ICarrierListener>(listener)
            : throw new ConnectException(ErrorKind.ConnectFailed, $"{endpoint} is in use in this process");
    }

    /// <inheritdoc/>
    public ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var up = new Pipe(_options);
        var down = new Pipe(_options);
        return _listeners.TryGetValue(endpoint.Host, out Listener? listener) && listener.Offer(new Connection(up.Reader, down.Writer))
            ? new ValueTask<ICarrierConnection>(new Connection(down.Reader, up.Writer))
            : throw new ConnectException(ErrorKind.ConnectFailed, $"nothing listens at {endpoint} in this process: a memory transport needs --in-process");
    }

    private sealed class Listener(Endpoint endpoint, ConcurrentDictionary<string, Listener> listeners) : ICarrierListener
    {
        private readonly Channel<ICarrierConnection> _offered = Channel.CreateUnbounded<ICarrierConnection>();

        public Endpoint Endpoint => endpoint;

        public bool Offer(ICarrierConnection connection) => _offered.Writer.TryWrite(connection);

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
            listeners.TryRemove(endpoint.Host, out _);
            _offered.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
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
            return ValueTask.CompletedTask;
        }
    }
}
