using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.NumbersMetadata))]

namespace Bench.Scenarios;

/// <summary>Carries numbers.</summary>
[RpcContract]
public interface INumbers
{
    /// <summary>Answers with the numbers themselves.</summary>
    [Idempotent]
    ValueTask<NumbersMessage> SendNumbersAsync(NumbersMessage request, CancellationToken cancellation);
}

/// <summary>1,000 integers and 1,000 doubles.</summary>
[DataContract, MemoryPackable]
public sealed partial class NumbersMessage
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>0 to 2^31 - 2.</summary>
    [DataMember(Order = 2)]
    public int[]? Integers { get; set; }

    /// <summary>0 to 1,000,000, all digits used.</summary>
    [DataMember(Order = 3)]
    public double[]? Doubles { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(NumbersMessage)), GenerateShapeFor<NumbersMessage>]
internal sealed partial class NumbersMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="INumbers"/>.</summary>
public sealed class NumbersService : INumbers
{
    /// <inheritdoc/>
    public ValueTask<NumbersMessage> SendNumbersAsync(NumbersMessage request, CancellationToken cancellation) => new(request);
}

/// <summary>Arrays of numbers, where text formats convert and binary ones copy.</summary>
public sealed class NumbersScenario : Scenario<INumbers>, IRankedPlug
{
    private const int Count = 1000;

    /// <inheritdoc/>
    public override string Name => "numbers";

    /// <inheritdoc/>
    public override string Summary => "1,000 integers and 1,000 doubles, about 14 KB as MessagePack, up and back";

    /// <inheritdoc/>
    public int Rank => 5;

    /// <inheritdoc/>
    protected override INumbers CreateService() => new NumbersService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
    [
        Operation.Of<INumbers, NumbersMessage, NumbersMessage>(
            nameof(INumbers.SendNumbersAsync),
            weight: 1,
            payloads.Many(16, Message),
            (client, request, cancellation) => client.SendNumbersAsync(request, cancellation),
            IsRight),
    ];

    private static NumbersMessage Message(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        Integers = random.Many(Count, r => r.Next(int.MaxValue)),
        Doubles = random.Many(Count, r => r.NextDouble() * 1_000_000),
    };

    private static bool IsRight(NumbersMessage request, NumbersMessage reply)
    {
        if (reply.Id != request.Id || reply.Integers is not { Length: Count } integers || reply.Doubles is not { Length: Count } doubles)
        {
            return false;
        }
        // Every 37th and the last.
        for (int i = Count - 1; i >= 0; i -= 37)
        {
            if (integers[i] != request.Integers![i] || !doubles[i].Equals(request.Doubles![i]))
            {
                return false;
            }
        }
        return true;
    }
}
