using Bench.Harness.Outcome;

namespace Bench.Harness.Retries;

/// <summary>Which failed attempts may be made again.</summary>
internal static class RetryDecision
{
    /// <summary>Whether time may mend a failure of that kind: a wrong message stays wrong, however often it is sent.</summary>
    public static bool IsTransient(in CallOutcome outcome) => outcome.Kind == OutcomeKind.Error && outcome.Error is
        ErrorKind.Remote or ErrorKind.ConnectionLost or ErrorKind.ConnectFailed or ErrorKind.PortExhausted
        or ErrorKind.PoolExhausted or ErrorKind.Overloaded or ErrorKind.NoProvider;

    /// <summary>Whether another attempt is safe: no handler has seen the request, or seeing it twice does no harm.</summary>
    public static bool IsSafe(in CallOutcome outcome, bool isIdempotent) => outcome.IsUnsent || isIdempotent;
}
