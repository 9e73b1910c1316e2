using System.Collections.Concurrent;
using System.Reflection;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Harness.Bindings;

/// <summary>
/// Uses the client and the handlers that the source generator wrote into the contract's assembly. An attribute of that assembly names
/// them; it is read once per contract.
/// </summary>
public sealed class GeneratedBinding : IBinding, IRankedPlug
{
    private readonly ConcurrentDictionary<Type, ContractStubs?> _stubs = new();

    /// <inheritdoc/>
    public string Name => "generated";

    /// <inheritdoc/>
    public string Summary => "client classes and handlers written at compile time, for contracts marked [RpcContract]";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public string? WhyNot(ServiceContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return StubsOf(contract) is not null ? null
            : contract.Type.IsDefined(typeof(RpcContractAttribute), inherit: false)
                ? $"{contract.Name} is marked [RpcContract], but {contract.Type.Assembly.GetName().Name} was built without the source generator: reference harness/generator as an analyzer there (docs/bindings.md), or take --binding emitted"
                : $"{contract.Name} is not marked [RpcContract]: mark it and reference harness/generator as an analyzer in {contract.Type.Assembly.GetName().Name} (docs/bindings.md), or take --binding emitted";
    }

    /// <inheritdoc/>
    /// <exception cref="ContractException">The contract has no generated client; the message says why.</exception>
    public object CreateClient(ServiceContract contract, IMethodCallers callers)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return Required(contract).CreateClient(contract, callers);
    }

    /// <inheritdoc/>
    /// <exception cref="ContractException">The contract has no generated handlers; the message says why.</exception>
    public Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(method);
        return (Func<TRequest, CancellationToken, ValueTask<TReply>>)Required(contract).CreateHandler(method.Name, service);
    }

    private ContractStubs Required(ServiceContract contract) =>
        StubsOf(contract) ?? throw new ContractException($"The binding '{Name}' can't serve the contract: {WhyNot(contract)}.");

    private ContractStubs? StubsOf(ServiceContract contract) => _stubs.GetOrAdd(contract.Type, static type =>
        type.Assembly.GetCustomAttributes<ContractStubsAttribute>().FirstOrDefault(a => a.Contract == type) is { } attribute
            ? (ContractStubs)Activator.CreateInstance(attribute.Stubs)!
            : null);
}
