using System.Runtime.Serialization;
using Bench.Harness.Contracts;

namespace Bench.Impostors;

/// <summary>A user's own contract.</summary>
public interface IGreet
{
    ValueTask<Greeting> GreetAsync(Guest guest, CancellationToken cancellation);
}

[DataContract]
public sealed class Guest
{
    [DataMember(Order = 1)]
    public string Name { get; set; } = "";
}

[DataContract]
public sealed class Greeting
{
    [DataMember(Order = 1)]
    public string Text { get; set; } = "";
}

/// <summary>A user's own scenario: proves that a scenario is found, served and called.</summary>
public sealed class GreetScenario : Scenario<IGreet>
{
    public override string Name => "greet";

    public override string Summary => "says hello";

    protected override IGreet CreateService() => new Greeter();

    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        return
        [
            Operation.Of<IGreet, Guest, Greeting>(
                nameof(IGreet.GreetAsync),
                weight: 1,
                payloads.Many(16, random => new Guest { Name = random.Letters(8) }),
                (client, guest, cancellation) => client.GreetAsync(guest, cancellation),
                (guest, greeting) => greeting.Text == $"Hello {guest.Name}"),
        ];
    }

    private sealed class Greeter : IGreet
    {
        public ValueTask<Greeting> GreetAsync(Guest guest, CancellationToken cancellation) => new(new Greeting { Text = $"Hello {guest.Name}" });
    }
}
