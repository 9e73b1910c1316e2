using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.EchoMetadata))]

namespace Bench.Scenarios;

/// <summary>A message comes back as it was.</summary>
[RpcContract]
public interface IEcho
{
    /// <summary>Answers with the message itself.</summary>
    [Idempotent]
    ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation);
}

/// <summary>About 60 bytes.</summary>
[DataContract, MemoryPackable]
public sealed partial class EchoMessage
{
    /// <summary>Below 2^53, as JSON numbers are doubles to many readers.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>24 to 40 letters.</summary>
    [DataMember(Order = 2)]
    public string Text { get; set; } = "";

    /// <summary>Any number.</summary>
    [DataMember(Order = 3)]
    public double Number { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(EchoMessage)), GenerateShapeFor<EchoMessage>]
internal sealed partial class EchoMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IEcho"/>.</summary>
public sealed class EchoService : IEcho
{
    /// <inheritdoc/>
    public ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation) => new(request);
}

/// <summary>Small messages both ways: what remains is the overhead of a call.</summary>
public sealed class EchoScenario : Scenario<IEcho>, IRankedPlug
{
    /// <inheritdoc/>
    public override string Name => "echo";

    /// <inheritdoc/>
    public override string Summary => "about 60 B up, the same back: the overhead of a call";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    protected override IEcho CreateService() => new EchoService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
        [Echo<IEcho>(payloads, weight: 1, (client, request, cancellation) => client.EchoAsync(request, cancellation))];

    /// <summary>The call of this scenario, for any contract that has its method.</summary>
    internal static IOperation Echo<TContract>(
        PayloadRandom payloads, int weight, Func<TContract, EchoMessage, CancellationToken, ValueTask<EchoMessage>> call)
        where TContract : class =>
        Operation.Of(nameof(IEcho.EchoAsync), weight, payloads.Many(64, Message), call, IsRight);

    private static EchoMessage Message(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        Text = random.Letters(random.Next(24, 41)),
        Number = random.NextDouble(),
    };

    private static bool IsRight(EchoMessage request, EchoMessage reply) =>
        reply.Id == request.Id && reply.Number.Equals(request.Number) && reply.Text == request.Text;
}
