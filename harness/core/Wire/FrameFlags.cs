namespace Bench.Harness.Wire;

/// <summary>The flags of a frame, its sixth byte.</summary>
public enum FrameFlags : byte
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>Of a request: the times of the server's side are wanted. Of a reply: they follow the message.</summary>
    Timed = 1,
}
