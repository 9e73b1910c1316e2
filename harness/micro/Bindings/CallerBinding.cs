global using EchoCaller = Bench.Harness.Calls.MethodCaller<Bench.Scenarios.EchoMessage, Bench.Scenarios.EchoMessage>;

using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Micro.Bindings;

/// <summary>No binding: the client is the caller of the method itself. What is left of a call is what any binding has to pay; not a plug.</summary>
internal sealed class CallerBinding : IBinding
{
    public string Name => "caller";

    public string Summary => "the caller of a method itself";

    public object CreateClient(ServiceContract contract, IMethodCallers callers) => callers.For<EchoMessage, EchoMessage>(contract.Methods[0]);

    public Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service) =>
        (Func<TRequest, CancellationToken, ValueTask<TReply>>)(object)new Func<EchoMessage, CancellationToken, ValueTask<EchoMessage>>(((IEcho)service).EchoAsync);
}
