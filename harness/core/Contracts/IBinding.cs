using Bench.Harness.Calls;
using Bench.Harness.Catalog;

namespace Bench.Harness.Contracts;

/// <summary>How a typed client becomes calls, and calls become invocations of a service.</summary>
public interface IBinding : IPlug
{
    /// <summary>Why this binding can't serve that contract and how to mend it, or null if it can. Such cells are absent, not failed.</summary>
    string? WhyNot(ServiceContract contract) => null;

    /// <summary>An object that implements the contract by handing each call to the method's caller.</summary>
    object CreateClient(ServiceContract contract, IMethodCallers callers);

    /// <summary>What the server calls for a method of the contract. What the service throws, it throws as it is.</summary>
    Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service);
}
