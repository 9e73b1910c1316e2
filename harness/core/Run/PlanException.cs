namespace Bench.Harness.Run;

/// <summary>A plan that can't be run; the message is meant for the user as it stands.</summary>
public sealed class PlanException : Exception
{
    /// <inheritdoc/>
    public PlanException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
