namespace Bench.Transports.Floors;

/// <summary>The floor of shared connections whose threads sleep at once.</summary>
public sealed class PipelinedFloor : OneConnectionFloor
{
    /// <inheritdoc/>
    public override string Name => "floor-pipelined";

    /// <inheritdoc/>
    public override string Summary => "bare sockets: one connection, all calls under way on it, sent and answered in batches";

    /// <inheritdoc/>
    public override int Rank => 102;
}
