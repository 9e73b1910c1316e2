using Bench.Harness.Outcome;

namespace Bench.Harness.Contracts;

/// <summary>One kind of call a scenario makes, with its prepared payloads. Made by <see cref="Operation.Of{TContract,TRequest,TReply}"/>.</summary>
public interface IOperation
{
    /// <summary>The method's name in the contract.</summary>
    string Method { get; }

    /// <summary>Relative share of the calls, 1 and up.</summary>
    int Weight { get; }

    /// <summary>The types a codec has to carry for it: request, reply.</summary>
    IReadOnlyList<Type> MessageTypes { get; }

    /// <summary>Makes a call through a typed client and checks the answer. Allocates nothing per call in steady state.</summary>
    /// <param name="client">The typed client, an instance of the contract interface that leaves its outcome in <paramref name="scope"/>.</param>
    /// <param name="scope">Where the client leaves the outcome; one call at a time each.</param>
    /// <param name="index">Which payload: taken modulo the number of payloads.</param>
    /// <param name="cancellation">Ends the call as cancelled.</param>
    ValueTask<CallOutcome> CallAsync(object client, CallScope scope, long index, CancellationToken cancellation);

    /// <summary>
    /// Encodes and decodes every request, and its reply as the service gives it, and compares the whole object graphs.
    /// </summary>
    /// <returns>The median encoded sizes, and what differs, or null.</returns>
    ValueTask<PayloadCheck> CheckPayloadsAsync(object service, ICodec codec);
}
