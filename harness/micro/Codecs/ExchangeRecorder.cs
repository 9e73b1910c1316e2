using System.Reflection;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Micro.Codecs;

/// <summary>A request of a scenario with its reply.</summary>
internal sealed record Exchange(object Request, object Reply);

/// <summary>
/// A client of any contract that calls the service itself and keeps what goes back and forth. No codec takes part, so that the first
/// message that one sees is still to come.
/// </summary>
internal class ExchangeRecorder : DispatchProxy
{
    /// <summary>Payloads taken at most: several keep codecs from profiting of repetition, and more of them only take memory.</summary>
    private const int MaxExchanges = 16;

    private static readonly MethodInfo Recording = typeof(ExchangeRecorder).GetMethod(nameof(RecordCallAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private readonly List<Exchange> _exchanges = [];
    private object _service = null!;

    /// <summary>The exchanges of an operation, each different request once.</summary>
    public static async Task<IReadOnlyList<Exchange>> RecordAsync(IScenario scenario, IOperation operation)
    {
        object client = Create(scenario.ContractType, typeof(ExchangeRecorder));
        var recorder = (ExchangeRecorder)client;
        recorder._service = scenario.CreateService();
        for (int i = 0; i < MaxExchanges; i++)
        {
            CallOutcome outcome = await operation.CallAsync(client, new CallScope(), i, CancellationToken.None).ConfigureAwait(false);
            if (!outcome.IsOk)
            {
                throw new InvalidOperationException($"The service of {scenario.Name} answers request {i} of {operation.Method} wrongly.");
            }
        }
        return [.. recorder._exchanges.DistinctBy(e => e.Request)];
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object call = targetMethod!.Invoke(_service, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        return Recording.MakeGenericMethod(targetMethod.ReturnType.GenericTypeArguments[0]).Invoke(this, [args![0], call]);
    }

    private async ValueTask<TReply> RecordCallAsync<TReply>(object request, ValueTask<TReply> call)
    {
        TReply reply = await call.ConfigureAwait(false);
        _exchanges.Add(new Exchange(request, reply!));
        return reply;
    }
}
