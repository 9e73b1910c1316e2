namespace Bench.Codecs;

/// <summary>What every codec enforces, so that a message which one of them carries isn't refused by another.</summary>
internal static class CodecLimits
{
    /// <summary>
    /// Deepest nesting of objects that a decode accepts, in levels. Deeper input is refused with an exception, long before
    /// the recursion of a decoder could end the process.
    /// </summary>
    public const int MaxDepth = 64;
}
