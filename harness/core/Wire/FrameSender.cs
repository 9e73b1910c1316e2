using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Bench.Harness.Stages;

namespace Bench.Harness.Wire;

/// <summary>
/// Writes frames to a connection's output and coalesces flushes across calls: while a flush is under way later frames only append and
/// the flusher takes them all. A thread that works off a batch corks the sender, so that its own frames wait for the end of the batch.
/// </summary>
internal sealed class FrameSender
{
    /// <summary>
    /// From so many frames on a batch is worth two flushes, one at its half: the other end works on the first while the second is made. With fewer, the second system call
    /// costs more than that gains.
    /// </summary>
    public const int WorthHalving = 16;

    private readonly PipeWriter _output;
    private readonly CommittingPipeWriter? _committing;
    private readonly FrameBody _body;
    private readonly Action _onFlushed;
    private readonly Action<Exception?> _onBroken;
    private readonly Lock _gate = new();
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _flush;
    private ValueTask<FlushResult> _started;
    private TaskCompletionSource? _drained;
    private long _written;
    private long _committed;
    private long _flushed;
    private int _corkThread;
    private bool _flushing;
    private bool _dirty;
    private bool _closed;
    private CallStamps? _watched;
    private CallStamps? _flushedNext;

    /// <param name="output">The connection's output.</param>
    /// <param name="onBroken">Called once when a flush fails (with the cause) or the peer no longer reads (without).</param>
    public FrameSender(PipeWriter output, Action<Exception?> onBroken)
    {
        _output = output;
        _committing = output as CommittingPipeWriter;
        _body = new FrameBody(output);
        _onFlushed = OnFlushed;
        _onBroken = onBroken;
    }

    /// <summary>Serialises writers; held while a frame is encoded, never across a flush.</summary>
    public Lock Gate => _gate;

    /// <summary>Bytes written and not yet taken by the carrier.</summary>
    public long UnsentBytes => Volatile.Read(ref _written) - Volatile.Read(ref _flushed);

    /// <summary>Bytes written so far; the gate is held.</summary>
    public long Written => _written;

    /// <summary>Bytes handed to the carrier so far, sent or not: what was written behind them never left this process. The gate is held.</summary>
    public long HandedOver => _committed;

    /// <summary>Writes a frame and sees to its flush.</summary>
    /// <returns>False if the connection is closed.</returns>
    /// <exception cref="FrameTooLargeException">The frame would exceed <paramref name="maxFrameBytes"/>; the connection lives on, as with any exception of the payload.</exception>
    public bool Send<TPayload>(FrameKind kind, ushort method, ulong correlation, TPayload payload, int maxFrameBytes = int.MaxValue, FrameFlags flags = FrameFlags.None) where TPayload : IFramePayload
    {
        bool flush;
        ExceptionDispatchInfo? failure = null;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }
            try
            {
                Write(kind, method, correlation, 0, maxFrameBytes, payload, flags);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            flush = MustFlush();
        }
        if (flush)
        {
            Flush();
        }
        failure?.Throw();
        return true;
    }

    /// <summary>Writes a frame; the gate is held. If the payload can't be written, the frame is voided and the cause thrown.</summary>
    /// <exception cref="FrameTooLargeException">The frame would exceed <paramref name="maxFrameBytes"/>.</exception>
    public void Write<TPayload>(FrameKind kind, ushort method, ulong correlation, uint deadlineUs, int maxFrameBytes, TPayload payload, FrameFlags flags = FrameFlags.None) where TPayload : IFramePayload
    {
        Memory<byte> head = _output.GetMemory(FrameHeader.Size);
        _output.Advance(FrameHeader.Size);
        _body.Begin(maxFrameBytes - (FrameHeader.Size - FrameHeader.PrefixSize));
        bool whole = false;
        try
        {
            payload.WriteTo(_body);
            whole = true;
        }
        finally
        {
            // A frame that can't be finished stays in the pipe as a void one, which the receiver skips.
            new FrameHeader(whole ? kind : FrameKind.Void, flags, method, correlation, deadlineUs, (int)_body.Written).WriteTo(head.Span);
            Volatile.Write(ref _written, _written + FrameHeader.Size + _body.Written);
        }
    }

    /// <summary>Notes when the flush that takes the frame written last begins and ends; of several frames that one takes, for the first. The gate is held.</summary>
    public void Watch(CallStamps stamps) => _watched ??= stamps;

    /// <summary>Whether the caller, who holds the gate, has to call <see cref="Flush"/> after releasing it.</summary>
    public bool MustFlush()
    {
        if (_flushing || _closed || _corkThread == Environment.CurrentManagedThreadId)
        {
            _dirty = true;
            return false;
        }
        _flushing = true;
        BeginFlush();
        return true;
    }

    /// <summary>Whether frames can still be written; the gate is held.</summary>
    public bool IsClosed => _closed;

    /// <summary>Until <see cref="Uncork"/>, frames of this thread wait. A second thread's cork has no effect.</summary>
    public void Cork()
    {
        lock (_gate)
        {
            if (_corkThread == 0)
            {
                _corkThread = Environment.CurrentManagedThreadId;
            }
        }
    }

    /// <summary>Sends what the cork held back.</summary>
    public void Uncork()
    {
        lock (_gate)
        {
            if (_corkThread == Environment.CurrentManagedThreadId)
            {
                _corkThread = 0;
            }
            if (!TakeDirty())
            {
                return;
            }
        }
        Flush();
    }

    /// <summary>Flushes what a cork has held back so far, from any thread; the cork stays.</summary>
    public void FlushHeld()
    {
        lock (_gate)
        {
            if (!TakeDirty())
            {
                return;
            }
        }
        Flush();
    }

    /// <summary>A few times a second: flushes what a cork has held back for long, as its thread may be blocked in user code, and gives up memory that lies idle.</summary>
    public void Sweep()
    {
        if (_committing is not null)
        {
            lock (_gate)
            {
                _committing.Trim();
            }
        }
        FlushHeld();
    }

    /// <summary>Completes when everything written so far has been taken by the carrier, or the connection is closed.</summary>
    public Task DrainAsync()
    {
        Task drained;
        lock (_gate)
        {
            if (_closed || (!_flushing && !_dirty))
            {
                return Task.CompletedTask;
            }
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
            if (!TakeDirty())
            {
                return drained;
            }
        }
        Flush();
        return drained;
    }

    /// <summary>No more frames; what waits for a drain is let go.</summary>
    public void Close()
    {
        TaskCompletionSource? drained;
        lock (_gate)
        {
            _closed = true;
            (drained, _drained) = (_drained, null);
        }
        drained?.TrySetResult();
    }

    /// <summary>Sends what is ready, and what was appended meanwhile; without the gate.</summary>
    public void Flush()
    {
        do
        {
            ValueTask<FlushResult> flush = _committing is null ? _started : _committing.FlushAsync();
            _flush = flush.ConfigureAwait(false).GetAwaiter();
            if (!_flush.IsCompleted)
            {
                _flush.UnsafeOnCompleted(_onFlushed);
                return;
            }
        }
        while (EndFlush());
    }

    private void OnFlushed()
    {
        if (EndFlush())
        {
            Flush();
        }
    }

    /// <returns>True if there is more to flush.</returns>
    private bool EndFlush()
    {
        Exception? failure = null;
        try
        {
            if (!_flush.GetResult().IsCompleted)
            {
                _flushedNext?.Mark(StagePoint.Flushed);
                _flushedNext = null;
                TaskCompletionSource? drained = null;
                lock (_gate)
                {
                    Volatile.Write(ref _flushed, _committed);
                    if (_dirty && _corkThread == 0 && !_closed)
                    {
                        BeginFlush();
                        return true;
                    }
                    _flushing = false;
                    if (!_dirty)
                    {
                        (drained, _drained) = (_drained, null);
                    }
                }
                drained?.TrySetResult();
                return false;
            }
        }
        catch (Exception e)
        {
            failure = e;
        }
        Close();
        _onBroken(failure);
        return false;
    }

    private bool TakeDirty()
    {
        if (!_dirty || _flushing || _closed)
        {
            return false;
        }
        _flushing = true;
        BeginFlush();
        return true;
    }

    /// <summary>Fixes what the flush takes; a stock pipe, whose flush is no system call, is flushed right here under the gate.</summary>
    private void BeginFlush()
    {
        _dirty = false;
        _committed = _written;
        if (_watched is not null)
        {
            (_flushedNext, _watched) = (_watched, null);
            _flushedNext.Mark(StagePoint.Flushing);
        }
        if (_committing is null)
        {
            _started = _output.FlushAsync();
        }
        else
        {
            _committing.Commit();
        }
    }

    /// <summary>The output as codecs see it, counting and limiting what they write.</summary>
    private sealed class FrameBody(PipeWriter output) : IBufferWriter<byte>
    {
        private long _limit;

        public long Written { get; private set; }

        public void Begin(long limit)
        {
            _limit = limit;
            Written = 0;
        }

        public void Advance(int count)
        {
            if (Written + count > _limit)
            {
                throw new FrameTooLargeException(_limit);
            }
            output.Advance(count);
            Written += count;
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);
    }
}
