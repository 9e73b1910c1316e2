namespace Bench.Harness.Catalog;

/// <summary>A plug that can't be found or made; the message is meant for the user as it stands.</summary>
public sealed class PlugException : Exception
{
    /// <inheritdoc/>
    public PlugException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
