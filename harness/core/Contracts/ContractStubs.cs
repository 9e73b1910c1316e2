using System.ComponentModel;
using Bench.Harness.Calls;

namespace Bench.Harness.Contracts;

/// <summary>The client and the handlers of one contract. The source generator derives from it, once per contract.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ContractStubs
{
    /// <summary>A typed client that hands each call to the method's caller.</summary>
    public abstract object CreateClient(ServiceContract contract, IMethodCallers callers);

    /// <summary>The delegate to a service's method of that name: <c>Func&lt;TRequest, CancellationToken, ValueTask&lt;TReply&gt;&gt;</c>.</summary>
    public abstract Delegate CreateHandler(string method, object service);
}

/// <summary>Says of an assembly which of its contracts have stubs. The source generator writes it.</summary>
/// <param name="contract">The contract interface.</param>
/// <param name="stubs">A <see cref="ContractStubs"/> with a constructor without parameters.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ContractStubsAttribute(Type contract, Type stubs) : Attribute
{
    /// <summary>The contract interface.</summary>
    public Type Contract { get; } = contract;

    /// <summary>Type of its stubs.</summary>
    public Type Stubs { get; } = stubs;
}
