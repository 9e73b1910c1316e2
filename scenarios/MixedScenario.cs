using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Scenarios;

/// <summary>The calls of three scenarios in one contract.</summary>
[RpcContract]
public interface IMixed
{
    /// <summary>As <see cref="IEcho.EchoAsync"/>.</summary>
    [Idempotent]
    ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation);

    /// <summary>As <see cref="IOrders.PlaceAsync"/>.</summary>
    ValueTask<PricedOrder> PlaceAsync(Order request, CancellationToken cancellation);

    /// <summary>As <see cref="ITable.ReadPageAsync"/>.</summary>
    [Idempotent]
    ValueTask<Page> ReadPageAsync(PageQuery request, CancellationToken cancellation);
}

/// <summary>The server side of <see cref="IMixed"/>.</summary>
public sealed class MixedService : IMixed
{
    private readonly EchoService _echo = new();
    private readonly OrderService _orders = new();
    private readonly TableService _table = new();

    /// <inheritdoc/>
    public ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation) => _echo.EchoAsync(request, cancellation);

    /// <inheritdoc/>
    public ValueTask<PricedOrder> PlaceAsync(Order request, CancellationToken cancellation) => _orders.PlaceAsync(request, cancellation);

    /// <inheritdoc/>
    public ValueTask<Page> ReadPageAsync(PageQuery request, CancellationToken cancellation) => _table.ReadPageAsync(request, cancellation);
}

/// <summary>Many small calls, some larger, few large: whether large messages hold small ones up.</summary>
public sealed class MixedScenario : Scenario<IMixed>, IRankedPlug
{
    /// <inheritdoc/>
    public override string Name => "mixed";

    /// <inheritdoc/>
    public override string Summary => "90 % echo, 9 % order, 1 % page on one contract";

    /// <inheritdoc/>
    public int Rank => 7;

    /// <inheritdoc/>
    protected override IMixed CreateService() => new MixedService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
    [
        EchoScenario.Echo<IMixed>(payloads, weight: 90, (client, request, cancellation) => client.EchoAsync(request, cancellation)),
        OrderScenario.Place<IMixed>(payloads, weight: 9, (client, request, cancellation) => client.PlaceAsync(request, cancellation)),
        PageScenario.Read<IMixed>(payloads, weight: 1, (client, request, cancellation) => client.ReadPageAsync(request, cancellation)),
    ];
}
