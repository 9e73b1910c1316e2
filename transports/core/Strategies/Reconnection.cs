using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Transports.Strategies;

/// <summary>
/// When the next attempt to connect is due: after failures in a row within 10 ms, doubling to 1 s, and within 10 ms after the loss of a
/// connection. Each wait is drawn evenly from 0 up, so that many clients of a server that is gone or back don't come all at once. The first
/// attempt of all is due at once, and so is one that nobody asked for until the wait was over. For one owner, who tells what happened under its lock.
/// </summary>
internal sealed class Reconnection(ConnectionFactory connections)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1), connections.NextSeed(), least: 0);
    private long _dueNs;

    /// <summary>What the last attempt meant for the calls that waited for it; null if it succeeded, or there was none.</summary>
    public CallOutcome? Failure { get; private set; }

    /// <summary>Whether the last attempt failed.</summary>
    public bool IsAway => Failure is not null;

    public void Succeeded()
    {
        Failure = null;
        _backoff.Succeeded();
        _dueNs = 0;
    }

    /// <summary>An attempt has failed.</summary>
    /// <param name="failure">How.</param>
    /// <param name="moreUnderWay">Whether others that began along with it are still under way: together they are one failure, that of the last.</param>
    public void Failed(in CallOutcome failure, bool moreUnderWay = false)
    {
        Failure = failure;
        if (!moreUnderWay)
        {
            Wait();
        }
    }

    /// <summary>A connection that was open is gone, and with it those of other clients, perhaps.</summary>
    public void Lost()
    {
        if (!IsAway)
        {
            _backoff.Succeeded();
            Wait();
        }
    }

    /// <summary>Waits until the next attempt is due. Timers count whole milliseconds: never less than the rest of one.</summary>
    public Task WaitAsync(CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, _dueNs - connections.Clock.NowNs) / 1e6)), connections.Clock.Provider, cancellation);

    /// <summary>What a failed attempt means for the calls that waited for it.</summary>
    public static CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        ConnectException e => CallOutcome.Failed(e.Kind, e.Message),
        OperationCanceledException => CallOutcome.Cancelled,
        _ => CallOutcome.Failed(ErrorKind.Internal, failure.Message),
    };

    private void Wait() => _dueNs = connections.Clock.NowNs + Clock.ToNs(_backoff.Failed());
}
