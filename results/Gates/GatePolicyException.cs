namespace Bench.Results.Gates;

/// <summary>A policy that can't be followed; the message is meant for the user as it stands.</summary>
public sealed class GatePolicyException : Exception
{
    /// <inheritdoc/>
    public GatePolicyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
