using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <content>Reads answers and hands them to their calls.</content>
public sealed partial class ClientConnection
{
    /// <summary>
    /// Reads until nothing is there to be read, or nothing more is to be. Answers are handed on where this thread would go idle anyway: the next read is
    /// already under way on its behalf, so that callers neither wait for a second thread nor hold up the reading.
    /// </summary>
    private void Pump()
    {
        try
        {
            while (!_closeWhenIdle)
            {
                ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter read = _input.ReadAsync().ConfigureAwait(false).GetAwaiter();
                if (!read.IsCompleted)
                {
                    CallBatch batch = _batch;
                    _batch = default;
                    _read = read;
                    read.UnsafeOnCompleted(_onReadable);
                    Deliver(batch);
                    return;
                }
                if (!Process(read.GetResult()))
                {
                    break;
                }
                if (!_batch.IsEmpty && !_closeWhenIdle)
                {
                    // More is there to read: another thread lets the callers go on meanwhile.
                    CallBatch batch = _batch;
                    _batch = default;
                    HandOn(batch);
                }
            }
        }
        catch (Exception e)
        {
            OnBroken(e);
        }
        CallBatch last = _batch;
        _batch = default;
        Deliver(last);
        _ = _carrier.DisposeAsync().AsTask();
    }

    private void OnReadable()
    {
        bool goOn;
        try
        {
            goOn = Process(_read.GetResult());
        }
        catch (Exception e)
        {
            OnBroken(e);
            goOn = false;
        }
        if (goOn)
        {
            Pump();
            return;
        }
        CallBatch last = _batch;
        _batch = default;
        Deliver(last);
        _ = _carrier.DisposeAsync().AsTask();
    }

    /// <summary>Lets the callers of a batch go on; what they send is held back and goes out in one flush, or in two where they are many.</summary>
    private void Deliver(CallBatch batch)
    {
        if (!batch.IsEmpty)
        {
            _sender.Cork();
            batch.Signal(_sender);
            _sender.Uncork();
        }
        if (_closeWhenIdle)
        {
            Close(CallOutcome.Cancelled, inOrder: true);
        }
    }

    /// <returns>False if the connection is over.</returns>
    private bool Process(ReadResult result)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        _readSinceSweep = true;
        bool isFirst = _factory.Options.SampleStages;
        try
        {
            while (FrameReader.TryRead(ref buffer, _factory.Options.Limits.MaxFrameBytes, out FrameHeader header, out ReadOnlySequence<byte> payload))
            {
                if (isFirst)
                {
                    isFirst = false;
                    _readNs = FrameReader.MayHoldTimed(header, buffer) ? _factory.Clock.NowNs : 0;
                }
                OnFrame(header, payload);
            }
            if (result.IsCompleted)
            {
                Close(CallOutcome.Failed(ErrorKind.ConnectionLost, buffer.IsEmpty ? "the server closed the connection" : "the server closed the connection in the middle of a frame"));
            }
        }
        catch (ProtocolException e)
        {
            Close(CallOutcome.Failed(ErrorKind.Protocol, $"the server broke the protocol: {e.Message}"));
        }
        bool open = _state != State.Closed;
        if (open)
        {
            _input.AdvanceTo(buffer.Start, buffer.End);
        }
        ReleaseFreed();
        return open;
    }

    private void OnFrame(in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        switch (header.Kind)
        {
            case FrameKind.Reply:
                OnAnswer(header, payload);
                break;
            case FrameKind.Error when header.Correlation != 0:
                OnAnswer(header, payload);
                break;
            case FrameKind.Error:
                Close(CallOutcome.Failed(ErrorKind.Refused, ErrorPayload.Read(payload).Message!));
                break;
            case FrameKind.HelloAck:
                _maxFrameBytes = Math.Min(_maxFrameBytes, HelloAck.Read(payload).MaxFrameBytes);
                break;
            case FrameKind.Ping:
                _sender.Send(FrameKind.Pong, 0, header.Correlation, default(EmptyPayload));
                break;
            case FrameKind.Pong or FrameKind.Void:
                break;
            case FrameKind.GoAway:
                Drain();
                break;
            default:
                throw new ProtocolException($"a server does not send frames of kind {header.Kind}");
        }
    }

    private void OnAnswer(in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        CallSlots.Slot slot = _slots.Find(header.Correlation)
            ?? throw new ProtocolException($"an answer came for call {header.Correlation:x}, which was never made");
        if (!slot.TryTake(header.Correlation))
        {
            _factory.Statistics.LateAnswer(duplicate: slot.Answered);
            return;
        }
        slot.Answered = true;
        OutgoingCall call = slot.Call!;
        if (call.TryEnd(slot.Ticket, CallOutcome.Ok))
        {
            if (header.Kind == FrameKind.Reply)
            {
                call.Accept(header.Flags == FrameFlags.Timed ? Timed(call, payload) : payload);
            }
            else
            {
                call.Accept(ErrorPayload.Read(payload));
            }
            _batch.Add(call);
        }
        else
        {
            _factory.Statistics.LateAnswer(duplicate: false);
        }
        slot.NextFreed = _freed;
        _freed = slot;
    }

    /// <summary>The reply without the times behind it, which its call takes.</summary>
    private ReadOnlySequence<byte> Timed(OutgoingCall call, ReadOnlySequence<byte> payload)
    {
        ServerStamps server = ServerStamps.Cut(ref payload);
        if (call.Stamps is CallStamps stamps)
        {
            stamps.Take(server);
            stamps.Mark(StagePoint.ClientRead, _readNs);
        }
        return payload;
    }

    private void ReleaseFreed()
    {
        if (_freed is null)
        {
            return;
        }
        lock (_sender.Gate)
        {
            while (_freed is CallSlots.Slot slot)
            {
                _freed = slot.NextFreed;
                slot.NextFreed = null;
                _slots.Free(slot);
            }
        }
        _owner.CallsEnded(this);
        CloseIfDrained();
    }

    private void Drain()
    {
        lock (_sender.Gate)
        {
            if (_state != State.Open)
            {
                return;
            }
            _ending = CallOutcome.Failed(ErrorKind.ConnectionLost, "the server is going away");
            _state = State.Draining;
        }
        _owner.ConnectionEnded(this);
        CloseIfDrained();
    }

    private void CloseIfDrained()
    {
        if (_state == State.Draining && _slots.InFlight == 0)
        {
            Close(_ending);
        }
    }
}
