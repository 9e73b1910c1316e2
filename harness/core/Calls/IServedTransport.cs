using Bench.Harness.Addressing;

namespace Bench.Harness.Calls;

/// <summary>
/// Brings a server of its own, as its bytes are not those of the own pipeline. The server's figures are asked for beside it, at an endpoint of their own.
/// </summary>
public interface IServedTransport : ITransportKind
{
    /// <summary>How client and server are set up, in one line for the report.</summary>
    string Setup { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="served">What; it counts what is handled.</param>
    /// <param name="carrier">What carries the bytes; one that it runs over.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation);
}

/// <summary>A server under way; disposing of it finishes the calls under way and ends it.</summary>
public interface IServedEndpoint : IAsyncDisposable
{
    /// <summary>Where it really listens.</summary>
    Endpoint Endpoint { get; }
}

/// <summary>A whole stack: its own framing and server behind the same typed calls.</summary>
public interface IStack : IConnectionStrategy, IServedTransport;
