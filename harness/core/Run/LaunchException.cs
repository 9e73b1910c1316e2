namespace Bench.Harness.Run;

/// <summary>A launch that could not begin, or could not go on; the message says why, for the user.</summary>
public sealed class LaunchException(string message) : Exception(message);
