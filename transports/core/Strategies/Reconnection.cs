using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Transports.Strategies;

/// <summary>Spaces attempts to connect after failures: 10 ms doubling to 1 s, so that many clients spread out.</summary>
internal sealed class Reconnection(Clock clock)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1), (ulong)clock.NowNs);
    private TimeSpan _wait;

    /// <summary>What the last attempt meant for the calls that waited for it; null if it succeeded, or there was none.</summary>
    public CallOutcome? Failure { get; private set; }

    public void Succeeded()
    {
        Failure = null;
        _backoff.Succeeded();
        _wait = TimeSpan.Zero;
    }

    public void Failed(in CallOutcome failure)
    {
        Failure = failure;
        _wait = _backoff.Failed();
    }

    /// <summary>Waits until the next attempt is due; at once if the last one succeeded.</summary>
    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(_wait, clock.Provider, cancellation);

    /// <summary>What a failed attempt means for the calls that waited for it.</summary>
    public static CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        ConnectException e => CallOutcome.Failed(e.Kind, e.Message),
        OperationCanceledException => CallOutcome.Cancelled,
        _ => CallOutcome.Failed(ErrorKind.Internal, failure.Message),
    };
}
