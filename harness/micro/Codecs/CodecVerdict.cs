namespace Bench.Micro.Codecs;

/// <summary>What a codec makes of the messages of a case, found out before anything is timed.</summary>
/// <param name="EncodedBytes">Median size of an encoded message, bytes, without framing; null if it can't be told.</param>
/// <param name="GzipBytes">Median size of the same messages, each compressed by itself with gzip at .NET's level "optimal", bytes.</param>
/// <param name="Failure">Why times would say nothing, for the user: messages don't come back as they were; null if all is well.</param>
internal sealed record CodecVerdict(double? EncodedBytes, double? GzipBytes, string? Failure);
