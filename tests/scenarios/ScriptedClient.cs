using System.Reflection;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Tests.Scenarios;

/// <summary>A client of any contract that answers by a function.</summary>
public class ScriptedClient : DispatchProxy
{
    private Func<MethodInfo, object, object> _answer = null!;

    public static object Create(Type contract, Func<MethodInfo, object, object> answer)
    {
        object client = Create(contract, typeof(ScriptedClient));
        ((ScriptedClient)client)._answer = answer;
        return client;
    }

    /// <summary>Calls a service, which has to answer synchronously.</summary>
    public static object Call(object service, MethodInfo method, object request)
    {
        object task = method.Invoke(service, [request, CancellationToken.None])!;
        return (bool)task.GetType().GetProperty("IsCompletedSuccessfully")!.GetValue(task)!
            ? task.GetType().GetProperty("Result")!.GetValue(task)!
            : throw new InvalidOperationException($"{method.Name} doesn't answer synchronously");
    }

    /// <summary>How a call ends; the client answers synchronously.</summary>
    public static CallOutcome Outcome(IOperation operation, object client, long index)
    {
        ValueTask<CallOutcome> call = operation.CallAsync(client, new CallScope(), index, CancellationToken.None);
        return call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("The call didn't end synchronously");
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Activator.CreateInstance(targetMethod!.ReturnType, _answer(targetMethod, args![0]!));
}
