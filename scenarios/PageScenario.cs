using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.PageMetadata))]

namespace Bench.Scenarios;

/// <summary>Reads a table page by page.</summary>
[RpcContract]
public interface ITable
{
    /// <summary>Answers with a page of 1,000 records.</summary>
    [Idempotent]
    ValueTask<Page> ReadPageAsync(PageQuery request, CancellationToken cancellation);
}

/// <summary>Which page.</summary>
[DataContract, MemoryPackable]
public sealed partial class PageQuery
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>Number of the page, from 0.</summary>
    [DataMember(Order = 2)]
    public int Number { get; set; }

    /// <summary>Name of the table: 12 letters.</summary>
    [DataMember(Order = 3)]
    public string Table { get; set; } = "";
}

/// <summary>1,000 records, about 90 KB as JSON.</summary>
[DataContract, MemoryPackable]
public sealed partial class Page
{
    /// <summary>The query's.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>Number of the page, from 0.</summary>
    [DataMember(Order = 2)]
    public int Number { get; set; }

    /// <summary>The records of that page.</summary>
    [DataMember(Order = 3)]
    public Record[]? Records { get; set; }
}

/// <summary>A row of the table.</summary>
[DataContract, MemoryPackable]
public sealed partial class Record
{
    /// <summary>1 and up, no two alike.</summary>
    [DataMember(Order = 1)]
    public int Id { get; set; }

    /// <summary>12 to 20 letters.</summary>
    [DataMember(Order = 2)]
    public string Name { get; set; } = "";

    /// <summary>0 to 100, two decimal places.</summary>
    [DataMember(Order = 3)]
    public double Score { get; set; }

    /// <summary>Up to 1,000.</summary>
    [DataMember(Order = 4)]
    public int Stock { get; set; }

    /// <summary>On or off.</summary>
    [DataMember(Order = 5)]
    public bool Active { get; set; }

    /// <summary>Two letters.</summary>
    [DataMember(Order = 6)]
    public string Region { get; set; } = "";
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(PageQuery)), GenerateShapeFor<PageQuery>]
[JsonSerializable(typeof(Page)), GenerateShapeFor<Page>]
internal sealed partial class PageMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="ITable"/>.</summary>
public sealed class TableService : ITable
{
    /// <summary>How many pages there are.</summary>
    internal const int PageCount = 8;

    private const int PageLength = 1000;

    private readonly Record[][] _pages = Pages();

    /// <inheritdoc/>
    public ValueTask<Page> ReadPageAsync(PageQuery request, CancellationToken cancellation) =>
        new(new Page { Id = request.Id, Number = request.Number, Records = _pages[request.Number] });

    /// <summary>The same on server and client, whatever the seed of a run.</summary>
    internal static Record[][] Pages()
    {
        int id = 10_000_000;
        return new PayloadRandom(1000).Many(PageCount, page => page.Many(PageLength, random => new Record
        {
            Id = id += random.Next(1, 100),
            Name = random.Letters(random.Next(12, 21)),
            Score = random.Next(10_001) / 100.0,
            Stock = random.Next(1000),
            Active = random.Next(2) == 0,
            Region = random.Letters(2),
        }));
    }
}

/// <summary>A small question, a long list for an answer: the codec is most of the cost.</summary>
public sealed class PageScenario : Scenario<ITable>, IRankedPlug
{
    /// <inheritdoc/>
    public override string Name => "page";

    /// <inheritdoc/>
    public override string Summary => "a small query up, 1,000 records down, about 90 KB as JSON";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    protected override ITable CreateService() => new TableService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
        [Read<ITable>(payloads, weight: 1, (client, request, cancellation) => client.ReadPageAsync(request, cancellation))];

    /// <summary>The call of this scenario, for any contract that has its method.</summary>
    internal static IOperation Read<TContract>(
        PayloadRandom payloads, int weight, Func<TContract, PageQuery, CancellationToken, ValueTask<Page>> call)
        where TContract : class
    {
        Record[][] pages = TableService.Pages();
        return Operation.Of(
            nameof(ITable.ReadPageAsync),
            weight,
            payloads.Many(64, Query),
            call,
            (request, reply) => IsRight(request, reply, pages[request.Number]));
    }

    private static PageQuery Query(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        Number = random.Next(TableService.PageCount),
        Table = random.Letters(12),
    };

    private static bool IsRight(PageQuery request, Page reply, Record[] expected)
    {
        if (reply.Id != request.Id || reply.Number != request.Number || reply.Records is not { } records || records.Length != expected.Length)
        {
            return false;
        }
        // Every 97th record and the last: enough to notice a wrong page or a shifted one.
        for (int i = 0; i < expected.Length; i += 97)
        {
            if (!Same(records[i], expected[i]))
            {
                return false;
            }
        }
        return Same(records[^1], expected[^1]);
    }

    private static bool Same(Record? actual, Record expected) =>
        actual is not null && actual.Id == expected.Id && actual.Score.Equals(expected.Score) && actual.Name == expected.Name;
}
