namespace Bench.Harness.Stages;

/// <summary>Where a call's stages begin: point n is the start of stage n, the last one the end of all.</summary>
internal enum StagePoint
{
    Began,
    Encoding,
    Encoded,
    Framed,
    Flushing,
    Flushed,
    ServerRead,
    ServerFound,
    ServerDecoded,
    Handling,
    Handled,
    Replied,
    ClientRead,
    Decoding,
    Decoded,
    Completed,
}
