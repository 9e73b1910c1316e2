using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.RawMetadata))]

namespace Bench.Scenarios;

/// <summary>Looks a document up, in plain bytes.</summary>
[RpcContract]
public interface IRawDocuments
{
    /// <summary>Answers with the document of the number that the request begins with.</summary>
    [Idempotent]
    ValueTask<RawBytes> ReadAsync(RawBytes request, CancellationToken cancellation);
}

/// <summary>A request of 100 bytes, 4 of them the number of the document (from 0, little-endian), or a document of 1,024 bytes.</summary>
[DataContract, MemoryPackable]
public sealed partial class RawBytes
{
    /// <summary>The bytes.</summary>
    [DataMember(Order = 1)]
    public byte[]? Data { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(RawBytes)), GenerateShapeFor<RawBytes>]
internal sealed partial class RawMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IRawDocuments"/>. Its answers are made beforehand, so that a call allocates none.</summary>
public sealed class RawDocumentService : IRawDocuments
{
    /// <summary>How many documents there are.</summary>
    internal const int Count = 64;

    private readonly RawBytes[] _documents = Documents();

    /// <inheritdoc/>
    public ValueTask<RawBytes> ReadAsync(RawBytes request, CancellationToken cancellation) => new(_documents[NumberIn(request)]);

    /// <summary>The same on server and client, whatever the seed of a run.</summary>
    internal static RawBytes[] Documents() => new PayloadRandom(1024).Many(Count, random => new RawBytes { Data = random.Bytes(1024) });

    /// <summary>Number of the document that a request asks for.</summary>
    internal static int NumberIn(RawBytes request) => BinaryPrimitives.ReadInt32LittleEndian(request.Data);
}

/// <summary>As <see cref="Echo1kScenario"/>, without anything to encode: what remains with the codec <c>bytes</c> is the pipeline.</summary>
public sealed class RawScenario : Scenario<IRawDocuments>, IRankedPlug
{
    private const int RequestLength = 100;

    /// <inheritdoc/>
    public override string Name => "raw-1k";

    /// <inheritdoc/>
    public override string Summary => "100 B up, 1 KiB down, as plain bytes: with the codec 'bytes' the pipeline alone";

    /// <inheritdoc/>
    public int Rank => 8;

    /// <inheritdoc/>
    protected override IRawDocuments CreateService() => new RawDocumentService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads)
    {
        RawBytes[] documents = RawDocumentService.Documents();
        int next = 0;
        return
        [
            Operation.Of<IRawDocuments, RawBytes, RawBytes>(
                nameof(IRawDocuments.ReadAsync),
                weight: 1,
                // Each asks for another document: it is by that alone that an answer is known.
                payloads.Many(RawDocumentService.Count, random => Query(random, next++)),
                (client, request, cancellation) => client.ReadAsync(request, cancellation),
                (request, reply) => reply.Data.AsSpan().SequenceEqual(documents[RawDocumentService.NumberIn(request)].Data)),
        ];
    }

    private static RawBytes Query(PayloadRandom random, int number)
    {
        byte[] data = random.Bytes(RequestLength);
        BinaryPrimitives.WriteInt32LittleEndian(data, number);
        return new RawBytes { Data = data };
    }
}
