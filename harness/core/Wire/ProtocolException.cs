namespace Bench.Harness.Wire;

/// <summary>The peer broke the wire protocol; the connection is closed.</summary>
public sealed class ProtocolException : Exception
{
    /// <inheritdoc/>
    public ProtocolException(string message)
        : base(message)
    {
    }
}
