namespace Bench.Results.Gates;

/// <summary>An objective that can't be searched for; the message is meant for the user as it stands.</summary>
public sealed class ObjectiveException : Exception
{
    /// <inheritdoc/>
    public ObjectiveException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
