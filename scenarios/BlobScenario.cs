using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.BlobMetadata))]

namespace Bench.Scenarios;

/// <summary>Carries bytes.</summary>
[RpcContract]
public interface IBlob
{
    /// <summary>Answers with the bytes themselves.</summary>
    [Idempotent]
    ValueTask<BlobMessage> SendBlobAsync(BlobMessage request, CancellationToken cancellation);
}

/// <summary>64 KiB of random bytes.</summary>
[DataContract, MemoryPackable]
public sealed partial class BlobMessage
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>The bytes.</summary>
    [DataMember(Order = 2)]
    public byte[]? Data { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(BlobMessage)), GenerateShapeFor<BlobMessage>]
internal sealed partial class BlobMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IBlob"/>.</summary>
public sealed class BlobService : IBlob
{
    /// <inheritdoc/>
    public ValueTask<BlobMessage> SendBlobAsync(BlobMessage request, CancellationToken cancellation) => new(request);
}

/// <summary>A file's worth of bytes: copying is the cost, and base64 in JSON.</summary>
public sealed class BlobScenario : Scenario<IBlob>, IRankedPlug
{
    private const int Length = 64 * 1024;

    /// <inheritdoc/>
    public override string Name => "blob";

    /// <inheritdoc/>
    public override string Summary => "64 KiB of bytes, up and back";

    /// <inheritdoc/>
    public int Rank => 6;

    /// <inheritdoc/>
    protected override IBlob CreateService() => new BlobService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
    [
        Operation.Of<IBlob, BlobMessage, BlobMessage>(
            nameof(IBlob.SendBlobAsync),
            weight: 1,
            payloads.Many(8, Message),
            (client, request, cancellation) => client.SendBlobAsync(request, cancellation),
            IsRight),
    ];

    private static BlobMessage Message(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        Data = random.Bytes(Length),
    };

    private static bool IsRight(BlobMessage request, BlobMessage reply)
    {
        if (reply.Id != request.Id || reply.Data is not { Length: Length } data)
        {
            return false;
        }
        // The first and last bytes, and one in 4 KiB between.
        ReadOnlySpan<byte> sent = request.Data;
        for (int i = 1023; i < Length; i += 4096)
        {
            if (data[i] != sent[i])
            {
                return false;
            }
        }
        return sent[..16].SequenceEqual(data.AsSpan(0, 16)) && sent[^16..].SequenceEqual(data.AsSpan(Length - 16));
    }
}
