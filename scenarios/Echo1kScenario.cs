using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.DocumentMetadata))]

namespace Bench.Scenarios;

/// <summary>Looks a document up.</summary>
[RpcContract]
public interface IDocuments
{
    /// <summary>Answers with the document of that number.</summary>
    [Idempotent]
    ValueTask<Document> ReadAsync(DocumentQuery request, CancellationToken cancellation);
}

/// <summary>About 100 bytes.</summary>
[DataContract, MemoryPackable]
public sealed partial class DocumentQuery
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>Which document, from 0.</summary>
    [DataMember(Order = 2)]
    public int Number { get; set; }

    /// <summary>Who asks: 80 letters.</summary>
    [DataMember(Order = 3)]
    public string Session { get; set; } = "";
}

/// <summary>About 1 KiB.</summary>
[DataContract, MemoryPackable]
public sealed partial class Document
{
    /// <summary>The query's.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>1,010 letters.</summary>
    [DataMember(Order = 2)]
    public string Body { get; set; } = "";
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(DocumentQuery)), GenerateShapeFor<DocumentQuery>]
[JsonSerializable(typeof(Document)), GenerateShapeFor<Document>]
internal sealed partial class DocumentMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IDocuments"/>.</summary>
public sealed class DocumentService : IDocuments
{
    /// <summary>How many documents there are.</summary>
    internal const int Count = 64;

    private readonly string[] _bodies = Bodies();

    /// <inheritdoc/>
    public ValueTask<Document> ReadAsync(DocumentQuery request, CancellationToken cancellation) =>
        new(new Document { Id = request.Id, Body = _bodies[request.Number] });

    /// <summary>The same on server and client, whatever the seed of a run.</summary>
    internal static string[] Bodies() => new PayloadRandom(1024).Many(Count, random => random.Letters(1010));
}

/// <summary>A small question, a medium answer.</summary>
public sealed class Echo1kScenario : Scenario<IDocuments>, IRankedPlug
{
    /// <inheritdoc/>
    public override string Name => "echo-1k";

    /// <inheritdoc/>
    public override string Summary => "about 100 B up, 1 KiB down";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    protected override IDocuments CreateService() => new DocumentService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads)
    {
        string[] bodies = DocumentService.Bodies();
        return
        [
            Operation.Of<IDocuments, DocumentQuery, Document>(
                nameof(IDocuments.ReadAsync),
                weight: 1,
                payloads.Many(64, Query),
                (client, request, cancellation) => client.ReadAsync(request, cancellation),
                (request, reply) => reply.Id == request.Id && reply.Body == bodies[request.Number]),
        ];
    }

    private static DocumentQuery Query(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        Number = random.Next(DocumentService.Count),
        Session = random.Letters(80),
    };
}
