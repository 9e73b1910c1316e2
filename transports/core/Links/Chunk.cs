namespace Bench.Transports.Links;

/// <summary>What is due on one direction of a connection.</summary>
internal enum ChunkKind : byte
{
    /// <summary>Bytes.</summary>
    Data,

    /// <summary>The sender has sent everything: the receiver is told so.</summary>
    End,

    /// <summary>The sender is gone: the connection is reset at both ends.</summary>
    Reset,

    /// <summary>A fault ends the connection here, in good order for the receiver.</summary>
    Cut,
}

/// <summary>A piece of what one direction holds, or something that happens behind it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="DueNs">When it is released, ns of the clock.</param>
/// <param name="Bytes">How many bytes; 0 for all but data.</param>
/// <param name="IsAlone">Whether it is sent by itself, even if more is due.</param>
internal readonly record struct Chunk(ChunkKind Kind, long DueNs, int Bytes, bool IsAlone);
