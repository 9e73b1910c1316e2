namespace Bench.Results.Gates;

/// <summary>A threshold that can't be understood; the message is meant for the user as it stands.</summary>
public sealed class ThresholdException : Exception
{
    /// <inheritdoc/>
    public ThresholdException(string message)
        : base(message)
    {
    }
}
