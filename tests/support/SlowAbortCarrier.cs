using System.IO.Pipelines;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Tests.Support;

/// <summary>Connections whose end takes until a test lets it go on.</summary>
internal sealed class SlowAbortCarrier(ICarrier carrier) : ICarrier
{
    private readonly TaskCompletionSource _aborting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICarrierConnection? _first;

    public string Name => carrier.Name;

    public string Summary => "ends connections slowly";

    public int Rank => 99;

    public string Scheme => carrier.Scheme;

    /// <summary>The first connection is ending.</summary>
    public Task Aborting => _aborting.Task;

    /// <summary>Lets it end.</summary>
    public ManualResetEventSlim GoOn { get; } = new();

    /// <summary>Breaks the first connection.</summary>
    public void Break() => _first!.Abort();

    public Endpoint LocalEndpoint(string folder) => carrier.LocalEndpoint(folder);

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => carrier.ListenAsync(endpoint, cancellation);

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ICarrierConnection connection = await carrier.ConnectAsync(endpoint, wire, cancellation);
        _first ??= connection;
        return new Slow(this, connection);
    }

    private sealed class Slow(SlowAbortCarrier owner, ICarrierConnection connection) : ICarrierConnection
    {
        public PipeReader Input => connection.Input;

        public PipeWriter Output => connection.Output;

        public void Abort()
        {
            owner._aborting.TrySetResult();
            owner.GoOn.Wait();
            connection.Abort();
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
