namespace Bench.Harness.Contracts;

/// <summary>What a codec makes of an operation's payloads, found out before any measurement.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="RequestBytes">Median size of the encoded request in bytes, without framing.</param>
/// <param name="ReplyBytes">Median size of the encoded reply in bytes, without framing.</param>
/// <param name="Difference">The first message that changed in a round trip, and how; null if none did.</param>
public sealed record PayloadCheck(string Method, double RequestBytes, double ReplyBytes, string? Difference);
