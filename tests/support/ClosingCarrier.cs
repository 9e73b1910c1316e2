using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Tests.Support;

/// <summary>Connections whose first ones are over as soon as they are open, and that open when a test lets them.</summary>
/// <param name="carrier">Opens them.</param>
/// <param name="broken">How many are over at once.</param>
internal sealed class ClosingCarrier(ICarrier carrier, int broken) : ICarrier
{
    private int _connected;

    public string Name => carrier.Name;

    public string Summary => "closes connections";

    public int Rank => 99;

    public string Scheme => carrier.Scheme;

    /// <summary>Connections opened, or about to.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>What every connection waits for, deaf to whoever gives up; null for nothing.</summary>
    public TaskCompletionSource? Gate { get; init; }

    public Endpoint LocalEndpoint(string folder) => carrier.LocalEndpoint(folder);

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => carrier.ListenAsync(endpoint, cancellation);

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ICarrierConnection connection = await carrier.ConnectAsync(endpoint, wire, cancellation);
        if (Interlocked.Increment(ref _connected) <= broken)
        {
            connection.Abort();
        }
        if (Gate is not null)
        {
            await Gate.Task;
        }
        return connection;
    }
}
