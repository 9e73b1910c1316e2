namespace Bench.Harness.Run;

/// <summary>A launch that could not begin; the message says why, for the user.</summary>
internal sealed class LaunchException(string message) : Exception(message);
