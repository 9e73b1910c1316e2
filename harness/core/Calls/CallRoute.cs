using Bench.Harness.Addressing;
using Bench.Harness.Outcome;

namespace Bench.Harness.Calls;

/// <summary>The way to one provider: its connections, how many calls are under way to it, and whether it has failed of late.</summary>
internal sealed class CallRoute(Provider provider, IConnectionSource connections, CallRouter router) : IConnectionSource
{
    private long _calls;
    private long _failed;
    private long _firstCallNs;
    private long _lastCallNs;
    private int _pending;
    private int _failuresInARow;
    private int _ejectionsInARow;
    private long _ejectedNs;
    private int _retired;
    private int _closed;

    public Provider Provider => provider;

    /// <summary>Calls under way to it.</summary>
    public int Pending => Volatile.Read(ref _pending);

    /// <summary>Until when it is left out of the choice, ns of the clock; 0 if it is not. Under the router's lock.</summary>
    public long EjectedUntilNs { get; set; }

    /// <summary>What it was used for so far.</summary>
    public ProviderUse Use => new(
        provider, Interlocked.Read(ref _calls), Interlocked.Read(ref _failed), Interlocked.Read(ref _firstCallNs), Interlocked.Read(ref _lastCallNs));

    /// <summary>Takes a call into account, which is dispatched or ended next. False if it has been taken out of use meanwhile: the call is untouched.</summary>
    public bool TryTake(OutgoingCall call)
    {
        Interlocked.Increment(ref _pending);
        if (Volatile.Read(ref _retired) != 0)
        {
            Leave();
            return false;
        }
        Interlocked.Increment(ref _calls);
        Interlocked.CompareExchange(ref _firstCallNs, call.BeganNs, 0);
        Volatile.Write(ref _lastCallNs, call.BeganNs);
        call.Route = this;
        return true;
    }

    public void Dispatch(OutgoingCall call, long ticket) => connections.Dispatch(call, ticket);

    /// <summary>A call that it took has ended.</summary>
    public void CallEnded(long beganNs, in CallOutcome outcome)
    {
        if (outcome.IsOk)
        {
            if (_failuresInARow != 0)
            {
                Volatile.Write(ref _failuresInARow, 0);
            }
            _ejectionsInARow = 0;
        }
        else if (outcome.Kind == OutcomeKind.Timeout || outcome.Error is ErrorKind.ConnectionLost or ErrorKind.ConnectFailed)
        {
            Interlocked.Increment(ref _failed);
            // The calls that were under way at an ejection fail for the reason that led to it, and are no reason for the next one.
            if (beganNs > Volatile.Read(ref _ejectedNs) && Interlocked.Increment(ref _failuresInARow) == router.Ejection.Failures)
            {
                Volatile.Write(ref _ejectedNs, router.NowNs);
                Volatile.Write(ref _failuresInARow, 0);
                router.Eject(this, _ejectionsInARow++);
            }
        }
        Leave();
    }

    /// <summary>Takes no more calls; its connections close once those under way have ended.</summary>
    public void Retire()
    {
        Volatile.Write(ref _retired, 1);
        Interlocked.MemoryBarrier();
        CloseIfUnused();
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _closed, 1) == 0 ? connections.DisposeAsync() : ValueTask.CompletedTask;

    private void Leave()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            CloseIfUnused();
        }
    }

    private void CloseIfUnused()
    {
        if (Volatile.Read(ref _retired) != 0 && Pending == 0)
        {
            _ = DisposeAsync().AsTask();
        }
    }
}
