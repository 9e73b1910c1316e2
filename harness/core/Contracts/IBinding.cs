using Bench.Harness.Calls;
using Bench.Harness.Catalog;

namespace Bench.Harness.Contracts;

/// <summary>How a typed client becomes calls, and calls become invocations of a service.</summary>
public interface IBinding : IPlug
{
    /// <summary>An object that implements the contract by handing each call to the method's caller.</summary>
    object CreateClient(ServiceContract contract, IMethodCallers callers);

    /// <summary>What the server calls for a method.</summary>
    Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(MethodContract method, object service);
}
