using Bench.Harness.Outcome;

namespace Bench.Harness.Calls;

/// <summary>A failed call, for callers who use a typed client without a <see cref="Contracts.CallScope"/>.</summary>
public sealed class RpcException : Exception
{
    /// <inheritdoc/>
    public RpcException(CallOutcome outcome)
        : base(outcome.Error == ErrorKind.None ? outcome.Message : $"{outcome.Error.Name()}: {outcome.Message}") => Outcome = outcome;

    /// <summary>How the call ended.</summary>
    public CallOutcome Outcome { get; }
}
