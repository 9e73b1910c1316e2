namespace Bench.Harness.Wire;

/// <summary>A message does not fit in a frame.</summary>
internal sealed class FrameTooLargeException(long limit)
    : Exception($"the encoded message exceeds the frame limit of {limit} bytes");
