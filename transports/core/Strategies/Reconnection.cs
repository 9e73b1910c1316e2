using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Transports.Strategies;

/// <summary>Spaces attempts to connect after failures: 10 ms doubling to 1 s, each drawn evenly from the upper half, so that many clients spread out.</summary>
internal sealed class Reconnection(Clock clock)
{
    private const double FirstMs = 10;
    private const double LimitMs = 1_000;

    private int _failures;
    private ulong _draw = (ulong)clock.NowNs;

    public void Succeeded() => _failures = 0;

    public void Failed() => _failures++;

    /// <summary>Waits until the next attempt is due; at once if the last one succeeded.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        if (_failures == 0)
        {
            return Task.CompletedTask;
        }
        double limit = Math.Min(LimitMs, FirstMs * Math.Pow(2, Math.Min(_failures - 1, 16)));
        _draw = (_draw * 6364136223846793005) + 1442695040888963407;
        double share = 0.5 + ((_draw >> 40) / (double)(1 << 25));
        return Task.Delay(TimeSpan.FromMilliseconds(limit * share), clock.Provider, cancellation);
    }

    /// <summary>What a failed attempt means for the calls that waited for it.</summary>
    public static CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        ConnectException e => CallOutcome.Failed(e.Kind, e.Message),
        OperationCanceledException => CallOutcome.Cancelled,
        _ => CallOutcome.Failed(ErrorKind.Internal, failure.Message),
    };
}
