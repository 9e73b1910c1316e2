using Bench.Harness.Catalog;

namespace Bench.Harness.Contracts;

/// <summary>What is called, with which payloads. Derive from <see cref="Scenario{TContract}"/>.</summary>
public interface IScenario : IPlug
{
    /// <summary>The contract interface: methods of the form <c>ValueTask&lt;TReply&gt; MethodAsync(TRequest, CancellationToken)</c>.</summary>
    Type ContractType { get; }

    /// <summary>A new implementation of the contract for a server; what it answers with is made here, before the clock starts.</summary>
    object CreateService();

    /// <summary>The calls to make, with their payloads made from the seed before the clock starts.</summary>
    IReadOnlyList<IOperation> CreateOperations(ulong seed);
}
