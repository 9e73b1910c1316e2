using System.Buffers.Binary;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>
/// The sizes of a floor's messages, which are all alike. They stand in the first bytes of a request, so that a server serves whatever it is asked for without
/// knowing it before; it looks at the first request of a connection alone.
/// </summary>
/// <param name="RequestBytes">Size of a request, <see cref="Least"/> and up.</param>
/// <param name="ReplyBytes">Size of a reply, 1 and up.</param>
internal readonly record struct MessageSizes(int RequestBytes, int ReplyBytes)
{
    /// <summary>Bytes of both sizes, and so the smallest request.</summary>
    public const int Least = 2 * sizeof(int);

    /// <summary>The sizes for a target.</summary>
    public static MessageSizes Of(FloorTarget target) => new(Math.Max(target.RequestBytes, Least), target.ReplyBytes);

    /// <summary>Reads them from the start of a request; null if it is none of a floor's.</summary>
    public static MessageSizes? Read(ReadOnlySpan<byte> request)
    {
        var sizes = new MessageSizes(BinaryPrimitives.ReadInt32LittleEndian(request), BinaryPrimitives.ReadInt32LittleEndian(request[sizeof(int)..]));
        return sizes is { RequestBytes: >= Least, ReplyBytes: > 0 } ? sizes : null;
    }

    /// <summary>Some requests, one after another, to be sent in one piece.</summary>
    /// <param name="most">How many at most; fewer where they would make more than <paramref name="bytes"/>, but at least one.</param>
    /// <param name="bytes">Bytes that are enough.</param>
    public byte[] Requests(int most, int bytes)
    {
        byte[] requests = new byte[RequestBytes * Math.Clamp(bytes / RequestBytes, 1, most)];
        for (int start = 0; start < requests.Length; start += RequestBytes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(requests.AsSpan(start), RequestBytes);
            BinaryPrimitives.WriteInt32LittleEndian(requests.AsSpan(start + sizeof(int)), ReplyBytes);
        }
        return requests;
    }
}
