using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Transports.Floors;

/// <summary>A thread that opens a connection for each call, and closes it when the call is answered. A call that fails is counted, and the next one begins.</summary>
internal sealed class ConnectLine : ICountedConnection, ISweepable
{
    private const int RoomBytes = 64 << 10;

    private readonly FloorTarget _target;
    private readonly FloorSockets _sockets;
    private readonly OrderedCalls _calls;
    private readonly byte[] _request;
    private readonly byte[] _room;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Socket? _socket;
    private bool _isOverdue;
    private bool _isCancelled;

    private ConnectLine(FloorTarget target, FloorSockets sockets, OrderedCalls calls)
    {
        _target = target;
        _sockets = sockets;
        _calls = calls;
        _request = MessageSizes.Of(target).Requests(1, 0);
        _room = new byte[Math.Min(target.ReplyBytes, RoomBytes)];
    }

    /// <inheritdoc/>
    public long OpenedNs { get; private set; }

    /// <inheritdoc/>
    public long Sent { get; private set; }

    /// <summary>Drives calls until there are no more.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="sockets">Its sockets.</param>
    /// <param name="calls">The calls, one under way at a time.</param>
    /// <param name="sweeper">Looks for overdue ones.</param>
    /// <param name="cancellation">Ends them.</param>
    public static async Task DriveAsync(FloorTarget target, FloorSockets sockets, OrderedCalls calls, Sweeper sweeper, CancellationToken cancellation)
    {
        var line = new ConnectLine(target, sockets, calls);
        sweeper.Add(line);
        await using CancellationTokenRegistration cancelling = cancellation.UnsafeRegister(static c => ((ConnectLine)c!).Cancel(), line);
        BlockingLine.StartThread(line.Run, "floor client");
        await line._ended.Task.ConfigureAwait(false);
        sweeper.Remove(line);
    }

    /// <inheritdoc/>
    public void Sweep(long nowNs)
    {
        lock (_gate)
        {
            if (_socket is not null && _calls.IsOverdue(nowNs))
            {
                _isOverdue = true;
                _socket.Dispose();
            }
        }
    }

    private void Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
            _socket?.Dispose();
        }
    }

    private void Run()
    {
        int due = _calls.Next(0);
        while (due > 0)
        {
            CallOutcome outcome = Call();
            due = _calls.Next(1, outcome);
        }
        _ended.SetResult();
    }

    private CallOutcome Call()
    {
        Socket? socket = null;
        bool isOpen = false;
        bool isLost = true;
        try
        {
            long startNs = _target.Clock.NowNs;
            socket = Begin();
            _sockets.Connect(socket);
            OpenedNs = _target.Clock.NowNs;
            Sent = 0;
            isOpen = true;
            _target.Statistics.Opened(this, OpenedNs - startNs, replacesBroken: false);
            Exchange(socket);
            isLost = false;
            return CallOutcome.Ok;
        }
        catch (Exception e)
        {
            return EndingOf(e, isOpen);
        }
        finally
        {
            lock (_gate)
            {
                _socket = null;
            }
            socket?.Dispose();
            if (isOpen)
            {
                _target.Statistics.Closed(this, isLost && !_isCancelled ? _target.Clock.NowNs : null);
            }
        }
    }

    private Socket Begin()
    {
        Socket socket = _sockets.Create();
        lock (_gate)
        {
            _isOverdue = false;
            _socket = socket;
            if (_isCancelled)
            {
                socket.Dispose();
            }
        }
        return socket;
    }

    private void Exchange(Socket socket)
    {
        Sent = 1;
        for (int sent = 0; sent < _request.Length;)
        {
            int bytes = socket.Send(_request.AsSpan(sent));
            _target.Statistics.Wire.Wrote(bytes);
            sent += bytes;
        }
        for (int received = 0; received < _target.ReplyBytes;)
        {
            int bytes = socket.Receive(_room.AsSpan(0, Math.Min(_room.Length, _target.ReplyBytes - received)));
            if (bytes == 0)
            {
                throw new EndOfStreamException("the server closed the connection");
            }
            _target.Statistics.Wire.Read(bytes);
            received += bytes;
        }
    }

    private CallOutcome EndingOf(Exception cause, bool wasOpen)
    {
        lock (_gate)
        {
            return _isOverdue && wasOpen ? CallOutcome.Timeout
                : _isOverdue ? CallOutcome.Failed(ErrorKind.ConnectFailed, $"{_target.Endpoint} did not accept a connection within {_target.Deadline.TotalSeconds:0.###} s")
                : _isCancelled ? CallOutcome.Cancelled
                : CallOutcome.Failed(FloorConnection.KindOf(cause), cause.Message);
        }
    }
}
