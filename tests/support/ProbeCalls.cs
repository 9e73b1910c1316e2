using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Tests.Support;

/// <summary>Probes one call at a time, whose outcomes are values.</summary>
internal static class ProbeCalls
{
    /// <summary>Makes a call.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="idempotent">Whether to call the method that may be handled twice.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<CallOutcome> OutcomeAsync(
        this RpcClient client, ProbeRequest request, bool idempotent = false, CancellationToken cancellation = default)
    {
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);
        await (idempotent ? probe.OtherAsync(request, cancellation) : probe.AskAsync(request, cancellation));
        return scope.Outcome;
    }
}
