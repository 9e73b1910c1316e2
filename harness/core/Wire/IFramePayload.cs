using System.Buffers;

namespace Bench.Harness.Wire;

/// <summary>Something that writes the payload of a frame.</summary>
public interface IFramePayload
{
    /// <summary>Writes the payload; called once, under the connection's write lock.</summary>
    void WriteTo(IBufferWriter<byte> output);
}

/// <summary>No payload.</summary>
internal readonly struct EmptyPayload : IFramePayload
{
    public void WriteTo(IBufferWriter<byte> output)
    {
    }
}
