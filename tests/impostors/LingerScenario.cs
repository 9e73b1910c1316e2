using System.Runtime.Serialization;
using Bench.Harness.Contracts;

namespace Bench.Impostors;

/// <summary>A contract whose calls take as long as they are asked to.</summary>
public interface ILinger
{
    ValueTask<Lingered> LingerAsync(Lingering request, CancellationToken cancellation);

    [Idempotent]
    ValueTask<Lingered> LookAsync(Lingering request, CancellationToken cancellation);
}

[DataContract]
public sealed class Lingering
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    /// <summary>How long it takes, ms; below 0 for as long as the caller waits.</summary>
    [DataMember(Order = 2)]
    public int Ms { get; set; }

    /// <summary>Size of the answer.</summary>
    [DataMember(Order = 3)]
    public int Bytes { get; set; }
}

[DataContract]
public sealed class Lingered
{
    [DataMember(Order = 1)]
    public int Number { get; set; }

    [DataMember(Order = 2)]
    public byte[] Bytes { get; set; } = [];
}

/// <summary>A server that stands still with calls under way, for tests that kill, stop and freeze it.</summary>
public sealed class LingerScenario : Scenario<ILinger>
{
    public override string Name => "linger";

    public override string Summary => "takes as long as it is asked to";

    protected override ILinger CreateService() => new Service();

    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        return
        [
            Operation.Of<ILinger, Lingering, Lingered>(
                nameof(ILinger.LingerAsync),
                weight: 1,
                payloads.Many(16, random => new Lingering { Number = random.Next(1_000), Ms = random.Next(3), Bytes = random.Next(100) }),
                (client, request, cancellation) => client.LingerAsync(request, cancellation),
                (request, reply) => reply.Number == request.Number && reply.Bytes.Length == request.Bytes),
        ];
    }

    private sealed class Service : ILinger
    {
        public async ValueTask<Lingered> LingerAsync(Lingering request, CancellationToken cancellation)
        {
            if (request.Ms != 0)
            {
                await Task.Delay(request.Ms < 0 ? Timeout.Infinite : request.Ms, cancellation).ConfigureAwait(false);
            }
            return new Lingered { Number = request.Number, Bytes = new byte[request.Bytes] };
        }

        public ValueTask<Lingered> LookAsync(Lingering request, CancellationToken cancellation) => LingerAsync(request, cancellation);
    }
}
