namespace Bench.Transports.Floors;

/// <summary>The floor of shared connections whose threads poll before they sleep, as connections with threads of their own do.</summary>
public sealed class PollingFloor : OneConnectionFloor
{
    /// <inheritdoc/>
    public override string Name => "floor-polling";

    /// <inheritdoc/>
    public override string Summary => "bare sockets: one connection, all calls under way on it, sent and answered in batches, by threads that poll";

    /// <inheritdoc/>
    public override int Rank => 103;

    /// <inheritdoc/>
    public override string Setup => $"{base.Setup}; a thread polls for 50 µs before it sleeps";

    /// <inheritdoc/>
    public override bool IsForThreads => true;
}
