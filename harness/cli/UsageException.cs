namespace Bench.Cli;

/// <summary>A command line that can't be followed; the message is meant for the user.</summary>
internal sealed class UsageException(string message) : Exception(message);
