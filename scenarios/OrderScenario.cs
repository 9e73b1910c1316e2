using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.OrderMetadata))]

namespace Bench.Scenarios;

/// <summary>Takes orders.</summary>
[RpcContract]
public interface IOrders
{
    /// <summary>Prices and confirms an order.</summary>
    ValueTask<PricedOrder> PlaceAsync(Order request, CancellationToken cancellation);
}

/// <summary>A nested message with 20 lines, about 2 KiB.</summary>
[DataContract, MemoryPackable]
public sealed partial class Order
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>UTC, whole milliseconds.</summary>
    [DataMember(Order = 2)]
    public DateTime PlacedAt { get; set; }

    /// <summary>Who orders.</summary>
    [DataMember(Order = 3)]
    public Customer? Customer { get; set; }

    /// <summary>Where the bill goes.</summary>
    [DataMember(Order = 4)]
    public Address? Billing { get; set; }

    /// <summary>Where the goods go; null where the bill goes.</summary>
    [DataMember(Order = 5)]
    public Address? Shipping { get; set; }

    /// <summary>What is ordered.</summary>
    [DataMember(Order = 6)]
    public OrderLine[]? Lines { get; set; }

    /// <summary>To be wrapped as a gift.</summary>
    [DataMember(Order = 7)]
    public bool IsGift { get; set; }
}

/// <summary>Who orders.</summary>
[DataContract, MemoryPackable]
public sealed partial class Customer
{
    /// <summary>Positive.</summary>
    [DataMember(Order = 1)]
    public int Id { get; set; }

    /// <summary>Given and family name.</summary>
    [DataMember(Order = 2)]
    public string Name { get; set; } = "";

    /// <summary>An e-mail address.</summary>
    [DataMember(Order = 3)]
    public string Email { get; set; } = "";

    /// <summary>A telephone number, or null.</summary>
    [DataMember(Order = 4)]
    public string? Phone { get; set; }
}

/// <summary>A postal address.</summary>
[DataContract, MemoryPackable]
public sealed partial class Address
{
    /// <summary>Street and house number.</summary>
    [DataMember(Order = 1)]
    public string Street { get; set; } = "";

    /// <summary>City.</summary>
    [DataMember(Order = 2)]
    public string City { get; set; } = "";

    /// <summary>Postal code.</summary>
    [DataMember(Order = 3)]
    public string PostalCode { get; set; } = "";

    /// <summary>Two letters.</summary>
    [DataMember(Order = 4)]
    public string Country { get; set; } = "";
}

/// <summary>One line of an order.</summary>
[DataContract, MemoryPackable]
public sealed partial class OrderLine
{
    /// <summary>The article's number.</summary>
    [DataMember(Order = 1)]
    public string Sku { get; set; } = "";

    /// <summary>The article's name.</summary>
    [DataMember(Order = 2)]
    public string Title { get; set; } = "";

    /// <summary>1 and up.</summary>
    [DataMember(Order = 3)]
    public int Quantity { get; set; }

    /// <summary>Price of one, in cents.</summary>
    [DataMember(Order = 4)]
    public long PriceCents { get; set; }

    /// <summary>Weight of one, in kilograms.</summary>
    [DataMember(Order = 5)]
    public double WeightKg { get; set; }
}

/// <summary>An order as it was confirmed.</summary>
[DataContract, MemoryPackable]
public sealed partial class PricedOrder
{
    /// <summary>The order that was placed.</summary>
    [DataMember(Order = 1)]
    public Order? Order { get; set; }

    /// <summary>Sum of the lines, in cents.</summary>
    [DataMember(Order = 2)]
    public long NetCents { get; set; }

    /// <summary>19 % of the net sum, in cents, rounded down.</summary>
    [DataMember(Order = 3)]
    public long TaxCents { get; set; }

    /// <summary>Net sum and tax, in cents.</summary>
    [DataMember(Order = 4)]
    public long TotalCents { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(Order)), GenerateShapeFor<Order>]
[JsonSerializable(typeof(PricedOrder)), GenerateShapeFor<PricedOrder>]
internal sealed partial class OrderMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IOrders"/>.</summary>
public sealed class OrderService : IOrders
{
    /// <inheritdoc/>
    public ValueTask<PricedOrder> PlaceAsync(Order request, CancellationToken cancellation)
    {
        long net = NetCents(request);
        long tax = TaxCents(net);
        return new(new PricedOrder { Order = request, NetCents = net, TaxCents = tax, TotalCents = net + tax });
    }

    /// <summary>Sum of an order's lines, in cents.</summary>
    internal static long NetCents(Order order)
    {
        long net = 0;
        foreach (OrderLine line in order.Lines ?? [])
        {
            net += line.Quantity * line.PriceCents;
        }
        return net;
    }

    /// <summary>The tax on a net sum, in cents.</summary>
    internal static long TaxCents(long netCents) => netCents * 19 / 100;
}

/// <summary>The shape of a business message: nested, with lists, dates and optional members.</summary>
public sealed class OrderScenario : Scenario<IOrders>, IRankedPlug
{
    private const int LineCount = 20;

    private static readonly DateTime Epoch = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Countries = ["AT", "CH", "DE", "FR", "IT", "NL", "PL", "SE"];

    /// <inheritdoc/>
    public override string Name => "order";

    /// <inheritdoc/>
    public override string Summary => "a nested order with 20 lines, about 2 KiB, up, and priced back";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    protected override IOrders CreateService() => new OrderService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
        [Place<IOrders>(payloads, weight: 1, (client, request, cancellation) => client.PlaceAsync(request, cancellation))];

    /// <summary>The call of this scenario, for any contract that has its method.</summary>
    internal static IOperation Place<TContract>(
        PayloadRandom payloads, int weight, Func<TContract, Order, CancellationToken, ValueTask<PricedOrder>> call)
        where TContract : class =>
        Operation.Of(nameof(IOrders.PlaceAsync), weight, payloads.Many(64, NewOrder), call, IsRight);

    private static Order NewOrder(PayloadRandom random) => new()
    {
        Id = (long)(random.NextBits() >> 11),
        PlacedAt = Epoch.AddMilliseconds(random.Next(int.MaxValue)),
        Customer = NewCustomer(random),
        Billing = NewAddress(random),
        Shipping = random.Next(4) == 0 ? null : NewAddress(random),
        Lines = random.Many(LineCount, NewLine),
        IsGift = random.Next(2) == 0,
    };

    private static Customer NewCustomer(PayloadRandom random) => new()
    {
        Id = random.Next(1, int.MaxValue),
        Name = $"{random.Letters(6)} {random.Letters(9)}",
        Email = $"{random.Letters(10)}@{random.Letters(8)}.example",
        Phone = random.Next(3) == 0 ? null : $"+49 {random.Next(100, 1000)} {random.Next(1_000_000, 10_000_000)}",
    };

    private static Address NewAddress(PayloadRandom random) => new()
    {
        Street = $"{random.Letters(14)} {random.Next(1, 300)}",
        City = random.Letters(10),
        PostalCode = $"{random.Next(10_000, 100_000)}",
        Country = random.Pick(Countries),
    };

    private static OrderLine NewLine(PayloadRandom random) => new()
    {
        Sku = $"{random.Letters(3)}-{random.Next(100_000, 1_000_000)}",
        Title = $"{random.Letters(9)} {random.Letters(12)} {random.Letters(random.Next(22, 34))}",
        Quantity = random.Next(1, 20),
        PriceCents = random.Next(99, 100_000),
        WeightKg = random.Next(1, 50_000) / 1000.0,
    };

    private static bool IsRight(Order request, PricedOrder reply)
    {
        if (reply.Order is not { Lines: { } lines } order || order.Id != request.Id || lines.Length != request.Lines!.Length)
        {
            return false;
        }
        long net = OrderService.NetCents(request);
        long tax = OrderService.TaxCents(net);
        return reply.NetCents == net
            && reply.TaxCents == tax
            && reply.TotalCents == net + tax
            && order.PlacedAt == request.PlacedAt
            && order.Customer?.Email == request.Customer!.Email
            && lines[^1]?.Sku == request.Lines[^1].Sku;
    }
}
