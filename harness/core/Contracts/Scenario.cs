namespace Bench.Harness.Contracts;

/// <summary>Base of every scenario: one file with the contract, its messages, the service and the calls.</summary>
/// <typeparam name="TContract">The contract interface.</typeparam>
public abstract class Scenario<TContract> : IScenario where TContract : class
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public Type ContractType => typeof(TContract);

    /// <summary>The server side of the contract.</summary>
    protected abstract TContract CreateService();

    /// <summary>The calls to make; weights are relative.</summary>
    /// <param name="payloads">Seeded randomness for the payloads.</param>
    protected abstract IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads);

    object IScenario.CreateService() => CreateService();

    IReadOnlyList<IOperation> IScenario.CreateOperations(ulong seed) => CreateOperations(new PayloadRandom(seed));
}
