using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>
/// One caller and the call it is making, as a state machine that gives every call exactly one outcome, whoever comes first:
/// its completion, on any thread, or the engine that gives it up. Driven by a continuation of its own, it allocates nothing
/// per call, and a completion during the start returns to the starter instead of nesting on its stack.
/// </summary>
internal abstract class CallSlot
{
    private readonly ICaller _caller;
    private readonly Action _onCompleted;
    private ConfiguredValueTaskAwaitable<CallOutcome>.ConfiguredValueTaskAwaiter _awaiter;
    private volatile State _state;

    protected CallSlot(ICaller caller, LoadSession session)
    {
        _caller = caller;
        Session = session;
        _onCompleted = OnCompleted;
    }

    private enum State
    {
        /// <summary>No call, and nothing scheduled.</summary>
        Idle,

        /// <summary>No call, but in the thread pool's queue to make one.</summary>
        Queued,

        /// <summary>In CallAsync, or registering for its completion.</summary>
        Starting,

        /// <summary>Registered for the completion.</summary>
        Waiting,

        /// <summary>Completed while still Starting: the starter takes it from here.</summary>
        CompletedEarly,

        /// <summary>The completion has won: its outcome is being recorded. Brief.</summary>
        Recording,

        /// <summary>The engine gave the call up; whatever comes later is ignored.</summary>
        Abandoned,
    }

    protected LoadSession Session { get; }

    protected bool InWindow { get; set; }

    protected long IntendedNs { get; set; }

    protected long SentNs { get; set; }

    /// <summary>Which of several kinds the call is.</summary>
    protected int Kind { get; private set; }

    /// <summary>Nothing is under way here.</summary>
    public bool IsQuiet => _state is State.Idle or State.Abandoned;

    /// <summary>The engine gave the call up.</summary>
    public bool IsAbandoned => _state == State.Abandoned;

    /// <summary>Gives up whatever is under way, and counts a call in flight as cancelled in the calling thread's lane.</summary>
    public void Abandon(long nowNs)
    {
        while (true)
        {
            State state = _state;
            switch (state)
            {
                case State.Idle or State.Abandoned:
                    return;
                case State.Queued when Move(state, State.Idle):
                    return;
                case State.Starting or State.Waiting or State.CompletedEarly when Move(state, State.Abandoned):
                    Session.CountGivenUp();
                    Session.Lanes.Current.Record(InWindow, Kind, IntendedNs, SentNs, nowNs, CallOutcome.Cancelled);
                    return;
                default:
                    Thread.Yield();
                    break;
            }
        }
    }

    /// <summary>Starts a call.</summary>
    /// <returns>
    /// True if it has ended with <paramref name="outcome"/>; false if it ends elsewhere: then this slot may already be at
    /// work on another thread, and the caller must not touch it any more.
    /// </returns>
    [SuppressMessage("Reliability", "CA2012", Justification = "Consumed once, through a continuation of our own instead of an await.")]
    protected bool Begin(long index, out CallOutcome outcome)
    {
        _state = State.Starting;
        if (Session.Options.KindOf is { } kindOf)
        {
            Kind = kindOf(index);
        }
        try
        {
            ConfiguredValueTaskAwaitable<CallOutcome>.ConfiguredValueTaskAwaiter awaiter =
                _caller.CallAsync(index, Session.Cancellation).ConfigureAwait(false).GetAwaiter();
            if (awaiter.IsCompleted)
            {
                outcome = awaiter.GetResult();
                return Move(State.Starting, State.Recording);
            }
            _awaiter = awaiter;
            awaiter.UnsafeOnCompleted(_onCompleted);
        }
        catch (Exception e)
        {
            outcome = OutcomeOf(e);
            return Move(State.Starting, State.Recording);
        }
        if (Move(State.Starting, State.Waiting) || !Move(State.CompletedEarly, State.Recording))
        {
            outcome = default;
            return false;
        }
        outcome = TakeOutcome();
        return true;
    }

    /// <summary>A call that Begin left in flight has ended; on the thread that completed it.</summary>
    protected abstract void Ended(in CallOutcome outcome);

    /// <summary>Nothing more to do for now.</summary>
    protected void BecomeIdle() => _state = State.Idle;

    /// <summary>About to be put into the thread pool's queue.</summary>
    protected void BecomeQueued() => _state = State.Queued;

    /// <summary>Taken from the queue; false if given up meanwhile.</summary>
    protected bool LeaveQueue() => Move(State.Queued, State.Recording);

    private void OnCompleted()
    {
        while (true)
        {
            switch (_state)
            {
                case State.Waiting:
                    if (Move(State.Waiting, State.Recording))
                    {
                        Ended(TakeOutcome());
                        return;
                    }
                    break;
                case State.Starting:
                    if (Move(State.Starting, State.CompletedEarly))
                    {
                        return;
                    }
                    break;
                case State.Abandoned:
                    return;
                default:
                    Session.CountDoubleCompletion();
                    return;
            }
        }
    }

    private CallOutcome TakeOutcome()
    {
        try
        {
            return _awaiter.GetResult();
        }
        catch (Exception e)
        {
            return OutcomeOf(e);
        }
    }

    private CallOutcome OutcomeOf(Exception e) =>
        e is OperationCanceledException && Session.Cancellation.IsCancellationRequested
            ? CallOutcome.Cancelled
            : CallOutcome.Failed(ErrorKind.Internal, $"{e.GetType().Name}: {e.Message}");

    private bool Move(State from, State to) => Interlocked.CompareExchange(ref _state, to, from) == from;
}
