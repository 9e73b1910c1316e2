using System.Reflection;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Harness.Bindings;

/// <summary>
/// The plain way, to compare the others with: <see cref="DispatchProxy"/> as the client, <see cref="MethodBase.Invoke(object, object[])"/> on the
/// server. Arguments and results are boxed on both sides.
/// </summary>
public sealed class ReflectionBinding : IBinding, IRankedPlug
{
    /// <inheritdoc/>
    public string Name => "reflection";

    /// <inheritdoc/>
    public string Summary => "dispatch proxies, handlers invoked by reflection: the plain way, for comparison";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public object CreateClient(ServiceContract contract, IMethodCallers callers)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var client = (ReflectionClient)DispatchProxy.Create(contract.Type, typeof(ReflectionClient));
        client.Callers = contract.Methods.ToDictionary(m => m.Info, m => ReflectionCaller.Of(m, callers));
        return client;
    }

    /// <inheritdoc/>
    public Func<TRequest, CancellationToken, ValueTask<TReply>> CreateHandler<TRequest, TReply>(ServiceContract contract, MethodContract method, object service)
    {
        ArgumentNullException.ThrowIfNull(method);
        return (request, cancellation) =>
            (ValueTask<TReply>)method.Info.Invoke(service, BindingFlags.DoNotWrapExceptions, binder: null, [request, cancellation], culture: null)!;
    }
}

/// <summary>Base of the proxies that the runtime makes; hands each call to the caller of the method.</summary>
internal class ReflectionClient : DispatchProxy
{
    public IReadOnlyDictionary<MethodInfo, ReflectionCaller> Callers { get; set; } = new Dictionary<MethodInfo, ReflectionCaller>();

    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) => Callers[targetMethod!].Invoke(args!);
}

/// <summary>A method's caller behind untyped arguments and an untyped result.</summary>
internal abstract class ReflectionCaller
{
    private static readonly MethodInfo CreateMethod = typeof(ReflectionCaller).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!;

    public abstract object Invoke(object?[] arguments);

    public static ReflectionCaller Of(MethodContract method, IMethodCallers callers) =>
        (ReflectionCaller)CreateMethod.MakeGenericMethod(method.RequestType, method.ReplyType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [method, callers], null)!;

    private static Typed<TRequest, TReply> Create<TRequest, TReply>(MethodContract method, IMethodCallers callers) => new(callers.For<TRequest, TReply>(method));

    private sealed class Typed<TRequest, TReply>(MethodCaller<TRequest, TReply> caller) : ReflectionCaller
    {
        public override object Invoke(object?[] arguments) => caller.InvokeAsync((TRequest)arguments[0]!, (CancellationToken)arguments[1]!);
    }
}
