using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>What became of a call that was given to a connection.</summary>
public enum SendResult
{
    /// <summary>It is under way.</summary>
    Sent,

    /// <summary>It is over already; the connection is untouched.</summary>
    CallOver,

    /// <summary>The connection takes no more calls; the call is untouched.</summary>
    Closed,
}

/// <summary>The client's end of a connection: sends requests, matches answers by id, notices a dead peer.</summary>
public sealed partial class ClientConnection : ISweepable, ICountedConnection
{
    private enum State
    {
        Open,
        Draining,
        Closed,
    }

    private readonly ICarrierConnection _carrier;
    private readonly PipeReader _input;
    private readonly FrameSender _sender;
    private readonly CallSlots _slots;
    private readonly IConnectionOwner _owner;
    private readonly ConnectionFactory _factory;
    private readonly Action _onReadable;
    private readonly List<(CallSlots.Slot Slot, ulong Id)> _due = [];
    private readonly Lock _deliveries = new();
    private readonly bool _longLived;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _read;
    private CallBatch _batch;
    private CallSlots.Slot? _freed;
    private BatchDelivery? _idleDelivery;
    // Set after the ending, as who sees that it is over asks why.
    private volatile State _state;
    private CallOutcome _ending;
    private int _maxFrameBytes;
    private bool _readSinceSweep;
    private bool _closeWhenIdle;
    private long _quietSinceNs;
    private int _missedHeartbeats;
    private long _readNs;

    internal ClientConnection(ICarrierConnection carrier, Hello hello, IConnectionOwner owner, ConnectionFactory factory, bool longLived, long handshakeNs, bool replacesBroken)
    {
        _carrier = carrier;
        _input = carrier.Input;
        _owner = owner;
        _factory = factory;
        _longLived = longLived;
        _maxFrameBytes = factory.Options.Limits.MaxFrameBytes;
        _slots = new CallSlots(factory.Options.Limits.MaxInFlight);
        _sender = new FrameSender(carrier.Output, OnBroken);
        _onReadable = OnReadable;
        OpenedNs = factory.Clock.NowNs;
        _quietSinceNs = OpenedNs;
        factory.Statistics.Opened(this, handshakeNs, replacesBroken);
        lock (_sender.Gate)
        {
            // The hello stays in the output until the first request takes it along: one round trip for both.
            _sender.Write(FrameKind.Hello, 0, 0, 0, int.MaxValue, hello);
        }
        factory.Sweeper.Add(this);
        Pump();
    }

    /// <summary>When it was opened, ns of the clock.</summary>
    public long OpenedNs { get; }

    /// <summary>Whether it takes calls.</summary>
    public bool IsOpen => _state == State.Open;

    /// <summary>Why it ended; ok while it lives.</summary>
    public CallOutcome Ending => _ending;

    /// <summary>Calls under way.</summary>
    public int InFlight => _slots.InFlight;

    /// <summary>Calls sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Greets the server without a call, which takes the greeting along otherwise: a server ends connections that never greet.</summary>
    public void Greet() => _sender.Send(FrameKind.Ping, 0, 0, default(EmptyPayload));

    /// <summary>Sends a call. Never blocks; never throws.</summary>
    public SendResult Send(OutgoingCall call, long ticket)
    {
        bool over = false;
        bool flush;
        lock (_sender.Gate)
        {
            if (_state != State.Open || _sender.IsClosed)
            {
                return SendResult.Closed;
            }
            if (!call.BeginSending(ticket))
            {
                return SendResult.CallOver;
            }
            CallSlots.Slot? slot = _slots.Rent(call, ticket);
            if (slot is null)
            {
                call.EndUnsent(ticket, CallOutcome.Failed(ErrorKind.Overloaded, $"{_slots.InFlight} calls are under way on the connection, its limit; use more connections or a lower load"));
                over = true;
                flush = false;
            }
            else
            {
                over = !Write(call, ticket, slot);
                flush = _sender.MustFlush();
            }
        }
        if (flush)
        {
            _sender.Flush();
        }
        if (over)
        {
            call.Signal();
            return SendResult.CallOver;
        }
        return SendResult.Sent;
    }

    /// <summary>The caller has given up a call: its slot is freed and the server told.</summary>
    public void Forget(ulong correlation)
    {
        if (_slots.Find(correlation) is CallSlots.Slot slot && slot.TryTake(correlation))
        {
            lock (_sender.Gate)
            {
                _slots.Free(slot);
            }
            _sender.Send(FrameKind.Cancel, 0, correlation, default(EmptyPayload));
            _owner.CallsEnded(this);
        }
    }

    /// <summary>Ends the connection and every call on it.</summary>
    /// <param name="reason">How those calls end.</param>
    public void Close(in CallOutcome reason) => Close(reason, inOrder: false);

    private void Close(in CallOutcome reason, bool inOrder)
    {
        bool isLost;
        lock (_sender.Gate)
        {
            if (_state == State.Closed)
            {
                return;
            }
            isLost = reason.Kind == OutcomeKind.Error && _state == State.Open;
            _ending = reason;
            _state = State.Closed;
            // Before anybody can see that it is over, and opens another.
            _factory.Statistics.Closed(this, isLost ? _factory.Clock.NowNs : null);
        }
        _factory.Sweeper.Remove(this);
        _sender.Close();
        if (inOrder)
        {
            _carrier.Finish();
        }
        else
        {
            _carrier.Abort();
        }
        // Its owner first: callers that go on may call again.
        _owner.ConnectionEnded(this);
        EndDue(long.MaxValue, reason);
    }

    /// <summary>Closes the connection in good order once the callers of the answers at hand have gone on.</summary>
    public void CloseAfterDelivery() => _closeWhenIdle = true;

    /// <inheritdoc/>
    public void Sweep(long nowNs)
    {
        _sender.Sweep();
        EndDue(nowNs, CallOutcome.Timeout);
        if (_longLived && _factory.Options.Heartbeat > TimeSpan.Zero)
        {
            CheckPeer(nowNs);
        }
    }

    private void CheckPeer(long nowNs)
    {
        if (_readSinceSweep)
        {
            _readSinceSweep = false;
            _quietSinceNs = nowNs;
            _missedHeartbeats = 0;
            return;
        }
        if (nowNs - _quietSinceNs < Clock.ToNs(_missedHeartbeats == 0 ? _factory.Options.Heartbeat : _factory.Options.HeartbeatRepeat))
        {
            return;
        }
        // Missed heartbeats are counted, not measured: after a pause of this process itself, answers are still waiting to be read.
        if (_missedHeartbeats >= _factory.Options.HeartbeatMisses)
        {
            Close(CallOutcome.Failed(ErrorKind.ConnectionLost, $"the server left {_missedHeartbeats} heartbeats unanswered"));
            return;
        }
        _missedHeartbeats++;
        _quietSinceNs = nowNs;
        _sender.Send(FrameKind.Ping, 0, 0, default(EmptyPayload));
    }

    /// <returns>False if the call is over and has to be signalled.</returns>
    private bool Write(OutgoingCall call, long ticket, CallSlots.Slot slot)
    {
        ulong correlation = CallSlots.IdOf(slot);
        slot.StartsAt = _sender.Written;
        try
        {
            _sender.Write(FrameKind.Request, call.Method, correlation, RemainingUs(call), _maxFrameBytes, call, call.Stamps is null ? FrameFlags.None : FrameFlags.Timed);
            if (call.Stamps is CallStamps stamps)
            {
                stamps.Mark(StagePoint.Framed);
                _sender.Watch(stamps);
            }
        }
        catch (Exception e)
        {
            _slots.Free(slot);
            call.EndUnsent(ticket, CallOutcome.Failed(e is FrameTooLargeException ? ErrorKind.TooLarge : ErrorKind.Encode, $"the request can't be encoded: {e.Message}"));
            return false;
        }
        Sent++;
        CallSlots.Publish(slot);
        if (call.EndSending(ticket, this, correlation))
        {
            return true;
        }
        if (slot.TryTake(correlation))
        {
            _slots.Free(slot);
        }
        _sender.Write(FrameKind.Cancel, 0, correlation, 0, int.MaxValue, default(EmptyPayload));
        return false;
    }

    private uint RemainingUs(OutgoingCall call)
    {
        // A call that never waited is sent at the time it began, which saves a look at the clock.
        long now = call.HasWaited ? _factory.Clock.NowNs : call.BeganNs;
        return (uint)Math.Clamp((call.DeadlineNs - now) / 1_000, 1, uint.MaxValue);
    }

    /// <summary>Ends the calls whose deadline has passed; all of them with <see cref="long.MaxValue"/>.</summary>
    private void EndDue(long nowNs, in CallOutcome outcome)
    {
        CallBatch batch = default;
        bool flush;
        lock (_due)
        {
            _slots.TakeDue(nowNs, _due);
            if (_due.Count == 0)
            {
                return;
            }
            CallOutcome unsent = outcome with { IsUnsent = true };
            CallOutcome sent = outcome.Error == ErrorKind.ConnectionLost ? outcome with { Message = $"{outcome.Message}; whether the server handled the call is unknown" } : outcome;
            lock (_sender.Gate)
            {
                // What was written but not handed over never leaves a closed connection; an open one still sends it.
                long handedOver = nowNs == long.MaxValue ? _sender.HandedOver : long.MaxValue;
                foreach ((CallSlots.Slot slot, ulong id) in _due)
                {
                    if (slot.Call!.TryEnd(slot.Ticket, slot.StartsAt >= handedOver ? unsent : sent))
                    {
                        batch.Add(slot.Call);
                    }
                    if (_state != State.Closed)
                    {
                        _sender.Write(FrameKind.Cancel, 0, id, 0, int.MaxValue, default(EmptyPayload));
                    }
                    _slots.Free(slot);
                }
                flush = _sender.MustFlush();
            }
            _due.Clear();
        }
        if (flush)
        {
            _sender.Flush();
        }
        if (_state != State.Closed)
        {
            _owner.CallsEnded(this);
            CloseIfDrained();
        }
        HandOn(batch);
    }

    /// <summary>Lets the callers of a batch go on, on a thread of the pool.</summary>
    private void HandOn(CallBatch batch)
    {
        if (!batch.IsEmpty)
        {
            BatchDelivery? delivery;
            lock (_deliveries)
            {
                delivery = _idleDelivery;
                _idleDelivery = delivery?.Next;
            }
            delivery ??= new BatchDelivery(this);
            delivery.Batch = batch;
            ThreadPool.UnsafeQueueUserWorkItem(delivery, preferLocal: false);
        }
    }

    /// <summary>A batch on its way to the thread pool; reused.</summary>
    private sealed class BatchDelivery(ClientConnection connection) : IThreadPoolWorkItem
    {
        public CallBatch Batch { get; set; }

        /// <summary>The next one that is idle.</summary>
        public BatchDelivery? Next { get; private set; }

        public void Execute()
        {
            CallBatch batch = Batch;
            Batch = default;
            lock (connection._deliveries)
            {
                Next = connection._idleDelivery;
                connection._idleDelivery = this;
            }
            connection.Deliver(batch);
        }
    }

    private void OnBroken(Exception? cause) => Close(CallOutcome.Failed(
        ErrorKind.ConnectionLost,
        cause is null ? "the server stopped reading" : $"the connection broke: {cause.Message}"));
}
