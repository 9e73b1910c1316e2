using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>The server's end of a connection: reads requests, answers synchronous handlers within the batch that one read brought.</summary>
internal sealed class ServerConnection : ISweepable
{
    private readonly RpcServer _server;
    private readonly ICarrierConnection _carrier;
    private readonly FrameSender _sender;
    private readonly long _acceptedNs;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerMethod[]? _methods;
    private ServerCall? _idle;
    // Only where handlers go on asynchronously: a connection of one call is not to pay for them.
    private ConcurrentDictionary<ulong, ServerCall>? _awaited;
    private ConcurrentBag<ServerCall>? _others;
    private long _partialSinceNs;
    private long _handled;
    private long _failed;
    private int _underWay;
    private int _handling;
    private bool _counted;
    private bool _isTimed;
    private long _readNs;
    private volatile bool _goingAway;

    public ServerConnection(RpcServer server, ICarrierConnection carrier)
    {
        _server = server;
        _carrier = carrier;
        _sender = new FrameSender(carrier.Output, _ => Abort());
        _acceptedNs = server.Clock.NowNs;
    }

    // Strangers are told apart at once: read as a length, what other protocols say first is more than any hello needs.
    private int MaxFrameBytes => _methods is null ? Math.Min(Hello.MaxFrameBytes, _server.Limits.MaxFrameBytes) : _server.Limits.MaxFrameBytes;

    public long Handled => Interlocked.Read(ref _handled);

    /// <summary>Requests of counted contracts that were answered with an error.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    public void Abort() => _carrier.Abort();

    /// <summary>Takes no more requests; closes once those under way are answered.</summary>
    public void GoAway()
    {
        _goingAway = true;
        Interlocked.MemoryBarrier();
        _sender.Send(FrameKind.GoAway, 0, 0, default(EmptyPayload));
        CloseIfDone();
    }

    /// <summary>Completes once nothing is left of it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves it to its end.</summary>
    public async Task RunAsync()
    {
        _server.Sweep(this);
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (ProtocolException e)
        {
            await RefuseAsync(ErrorKind.Protocol, e.Message).ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            await RefuseAsync(ErrorKind.Refused, e.Message).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The peer or the carrier broke the connection: its calls end below, and the client reports its side.
        }
        _sender.Close();
        _server.Ended(this);
        foreach (ServerCall call in _awaited?.Values ?? [])
        {
            call.CancelIfDue();
        }
        try
        {
            await _carrier.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    public void Sweep(long nowNs)
    {
        _sender.Sweep();
        long partialSince = Volatile.Read(ref _partialSinceNs);
        if ((_methods is null && nowNs - _acceptedNs > _server.Limits.HandshakeTimeout.Ticks * 100)
            || (partialSince != 0 && nowNs - partialSince > _server.Limits.HeaderReadTimeout.Ticks * 100))
        {
            Abort();
            return;
        }
        foreach (ServerCall call in _awaited?.Values ?? [])
        {
            call.CancelIfDue(nowNs);
        }
    }

    public ServerCall RentCall(in FrameHeader header)
    {
        ServerCall call = Interlocked.Exchange(ref _idle, null) ?? (_others is not null && _others.TryTake(out ServerCall? other) ? other : new ServerCall());
        call.Correlation = header.Correlation;
        call.DeadlineNs = header.DeadlineUs;
        call.IsTimed = header.Flags == FrameFlags.Timed;
        if (call.IsTimed)
        {
            _isTimed = true;
            call.Stamps.Mark(StagePoint.ServerRead, _readNs, -1);
            call.Mark(StagePoint.ServerFound, _server.Clock);
        }
        return call;
    }

    /// <summary>A request passes a point of its way.</summary>
    public void Mark(ServerCall call, StagePoint point) => call.Mark(point, _server.Clock);

    public void Return(ServerCall call)
    {
        if (call.IsCancelled)
        {
            call.Dispose();
        }
        else if (Interlocked.CompareExchange(ref _idle, call, null) is not null)
        {
            LazyInitializer.EnsureInitialized(ref _others).Add(call);
        }
    }

    /// <summary>The handler goes on asynchronously: from now on the call can be cancelled, by the client or its deadline.</summary>
    public void Await(ServerCall call)
    {
        call.Await(call.DeadlineNs == 0 ? long.MaxValue : _server.Clock.NowNs + (call.DeadlineNs * 1_000));
        Interlocked.Increment(ref _underWay);
        LazyInitializer.EnsureInitialized(ref _awaited)[call.Correlation] = call;
    }

    /// <summary>An asynchronous handler is through, and answered.</summary>
    public void Finish(ServerCall call)
    {
        call.Finish();
        _awaited!.TryRemove(new KeyValuePair<ulong, ServerCall>(call.Correlation, call));
        Interlocked.Decrement(ref _underWay);
        Return(call);
        CloseIfDone();
    }

    public void SendReply<TPayload>(MethodContract method, ServerCall call, TPayload reply) where TPayload : IFramePayload
    {
        try
        {
            if (call.IsTimed)
            {
                _sender.Send(FrameKind.Reply, method.Id, call.Correlation, new TimedReply<TPayload>(reply, call, _server.Clock), _server.Limits.MaxFrameBytes, FrameFlags.Timed);
            }
            else
            {
                _sender.Send(FrameKind.Reply, method.Id, call.Correlation, reply, _server.Limits.MaxFrameBytes);
            }
        }
        catch (Exception e)
        {
            SendError(
                call.Correlation,
                e is FrameTooLargeException ? ErrorKind.TooLarge : ErrorKind.Encode,
                $"the reply of {method.Name} can't be encoded: {e.Message}");
        }
    }

    public void SendFailure(ServerCall call, string method, Exception cause) => SendError(
        call.Correlation,
        call.IsCancelled && cause is OperationCanceledException
            ? _server.Clock.NowNs >= call.DeadlineNs ? CallOutcome.Timeout : CallOutcome.Cancelled
            : CallOutcome.Failed(ErrorKind.Remote, _server.SendStackTraces ? cause.ToString() : $"{method} failed on the server: {cause.Message}"));

    public void SendError(ulong correlation, ErrorKind kind, string message) => SendError(correlation, CallOutcome.Failed(kind, message));

    private void SendError(ulong correlation, in CallOutcome outcome)
    {
        if (_counted)
        {
            Interlocked.Increment(ref _failed);
        }
        _sender.Send(FrameKind.Error, 0, correlation, new ErrorPayload(outcome));
    }

    private async Task ReadAsync()
    {
        PipeReader input = _carrier.Input;
        while (true)
        {
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            // A full fence: either a stop sees that requests are being handled, or the requests see the stop.
            Interlocked.Exchange(ref _handling, 1);
            _sender.Cork();
            long half = buffer.Length / 2;
            int frames = 0;
            try
            {
                while (FrameReader.TryRead(ref buffer, MaxFrameBytes, out FrameHeader header, out ReadOnlySequence<byte> payload))
                {
                    Volatile.Write(ref _partialSinceNs, 0);
                    if (frames == 0)
                    {
                        // A connection's first request may be its last, and timed.
                        _readNs = (_isTimed || _methods is null) && FrameReader.MayHoldTimed(header, buffer) ? _server.Clock.NowNs : 0;
                    }
                    OnFrame(header, payload);
                    if (++frames >= FrameSender.WorthHalving / 2 && buffer.Length <= half && !buffer.IsEmpty)
                    {
                        _sender.FlushHeld();
                        half = 0;
                    }
                    if (_sender.UnsentBytes > _server.Limits.MaxUnsentBytes)
                    {
                        // The client reads more slowly than it asks: it gets no further ahead of us than this.
                        _sender.Uncork();
                        await _sender.DrainAsync().ConfigureAwait(false);
                        _sender.Cork();
                    }
                }
            }
            finally
            {
                _sender.Uncork();
                Interlocked.Exchange(ref _handling, 0);
            }
            CloseIfDone();
            Volatile.Write(ref _partialSinceNs, buffer.Length is > 0 and < FrameHeader.Size ? (_partialSinceNs == 0 ? _server.Clock.NowNs : _partialSinceNs) : 0);
            bool over = result.IsCompleted || result.IsCanceled;
            input.AdvanceTo(buffer.Start, buffer.End);
            if (over)
            {
                return;
            }
        }
    }

    private void OnFrame(in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        if (_methods is null)
        {
            Greet(header, payload);
            return;
        }
        switch (header.Kind)
        {
            case FrameKind.Request:
                OnRequest(header, payload);
                break;
            case FrameKind.Cancel:
                if (_awaited is not null && _awaited.TryGetValue(header.Correlation, out ServerCall? call))
                {
                    call.CancelIfDue();
                }
                break;
            case FrameKind.Ping:
                _sender.Send(FrameKind.Pong, 0, header.Correlation, default(EmptyPayload));
                break;
            case FrameKind.Pong or FrameKind.Void or FrameKind.GoAway:
                break;
            default:
                throw new ProtocolException($"a client does not send frames of kind {header.Kind} after its hello");
        }
    }

    private void Greet(in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        if (header.Kind != FrameKind.Hello)
        {
            throw new ProtocolException($"the first frame has kind {(byte)header.Kind}, a hello has {(byte)FrameKind.Hello}");
        }
        Greeting greeting = _server.GreetingOf(payload);
        _methods = greeting.Methods;
        _counted = greeting.IsCounted;
        _sender.Send(FrameKind.HelloAck, 0, 0, new HelloAck(Hello.CurrentVersion, _server.Limits.MaxFrameBytes, _server.Limits.MaxInFlight));
    }

    private void OnRequest(in FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        if (_goingAway)
        {
            SendError(header.Correlation, ErrorKind.ConnectionLost, "the server is going away");
            return;
        }
        if (header.Method >= _methods!.Length)
        {
            SendError(header.Correlation, ErrorKind.Protocol, $"the contract has no method {header.Method}; it has {_methods.Length}");
            return;
        }
        if (_underWay >= _server.Limits.MaxInFlight)
        {
            SendError(header.Correlation, ErrorKind.Overloaded, $"{_underWay} calls are under way on the connection, the limit of this server");
            return;
        }
        if (_counted)
        {
            Interlocked.Increment(ref _handled);
            if (_server.Failures is { } failures && failures.Strikes())
            {
                SendError(header.Correlation, ErrorKind.Remote, failures.Message);
                return;
            }
        }
        _methods[header.Method].Handle(this, header, payload);
    }

    private void CloseIfDone()
    {
        if (_goingAway && Volatile.Read(ref _handling) == 0 && _awaited is not { IsEmpty: false })
        {
            _ = CloseAfterFlushAsync();
        }
    }

    private async Task CloseAfterFlushAsync()
    {
        await _sender.DrainAsync().ConfigureAwait(false);
        Abort();
    }

    private async Task RefuseAsync(ErrorKind kind, string message)
    {
        SendError(0, kind, message);
        await _sender.DrainAsync().ConfigureAwait(false);
    }

    /// <summary>A reply and, behind it, the times of this side.</summary>
    private readonly struct TimedReply<TPayload>(TPayload reply, ServerCall call, Clock clock) : IFramePayload where TPayload : IFramePayload
    {
        public void WriteTo(IBufferWriter<byte> output)
        {
            reply.WriteTo(output);
            call.Mark(StagePoint.Replied, clock);
            call.Stamps.WriteTo(output);
        }
    }
}
