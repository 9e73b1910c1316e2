using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Transports.Floors;

/// <summary>Opens a connection for each call, one at a time, and closes it when the call is answered. A call that fails is counted, and the next one begins.</summary>
internal sealed class ConnectLine : ICountedConnection, ISweepable
{
    private const int RoomBytes = 64 << 10;

    private readonly FloorTarget _target;
    private readonly FloorSockets _sockets;
    private readonly OrderedCalls _calls;
    private readonly IExchange _exchange;
    private readonly byte[] _request;
    private readonly byte[] _room;
    private readonly Lock _gate = new();
    private Socket? _socket;
    private bool _isOverdue;
    private bool _isCancelled;

    private ConnectLine(FloorTarget target, FloorSockets sockets, OrderedCalls calls, IExchange exchange)
    {
        _target = target;
        _sockets = sockets;
        _calls = calls;
        _exchange = exchange;
        _request = MessageSizes.Of(target).Requests(1, 0);
        _room = new byte[Math.Min(target.ReplyBytes, RoomBytes)];
    }

    /// <inheritdoc/>
    public long OpenedNs { get; private set; }

    /// <inheritdoc/>
    public long Sent { get; private set; }

    /// <summary>Runs a load over such lines, one for each worker.</summary>
    /// <param name="target">What is called.</param>
    /// <param name="options">The load.</param>
    /// <param name="exchange">How a connected socket is used.</param>
    /// <param name="observer">Told about the course; null for nobody.</param>
    /// <param name="stop">Ends the window now.</param>
    public static async Task<LoadResult> RunAsync(FloorTarget target, LoadOptions options, IExchange exchange, ILoadObserver? observer, CancellationToken stop)
    {
        FloorSockets sockets = await FloorSockets.OfAsync(target).ConfigureAwait(false);
        await using var sweeper = new Sweeper(target.Clock, FloorLoad.SweepInterval(target));
        return await LoadEngine.RunLinesAsync(
            options, FloorLoad.WorkersOf(options), (_, calls, cancellation) => DriveAsync(new ConnectLine(target, sockets, calls, exchange), sweeper, cancellation), observer, stop).ConfigureAwait(false);
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

    private static async Task DriveAsync(ConnectLine line, Sweeper sweeper, CancellationToken cancellation)
    {
        sweeper.Add(line);
        await using CancellationTokenRegistration cancelling = cancellation.UnsafeRegister(static c => ((ConnectLine)c!).Cancel(), line);
        await line._exchange.RunAsync(line.DriveAsync).ConfigureAwait(false);
        sweeper.Remove(line);
    }

    private void Cancel()
    {
        lock (_gate)
        {
            _isCancelled = true;
            _socket?.Dispose();
        }
    }

    private async Task DriveAsync()
    {
        int due = _calls.Next(0);
        while (due > 0)
        {
            due = _calls.Next(1, await CallAsync().ConfigureAwait(false));
        }
    }

    // The whole of a call, as another method awaited in it would be paid for by every call.
    private async ValueTask<CallOutcome> CallAsync()
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
            Sent = 1;
            isOpen = true;
            _target.Statistics.Opened(this, OpenedNs - startNs, replacesBroken: false);
            for (int sent = 0; sent < _request.Length;)
            {
                int bytes = await _exchange.SendAsync(socket, _request.AsMemory(sent)).ConfigureAwait(false);
                _target.Statistics.Wire.Wrote(bytes);
                sent += bytes;
            }
            for (int received = 0; received < _target.ReplyBytes;)
            {
                int bytes = await _exchange.ReceiveAsync(socket, _room.AsMemory(0, Math.Min(_room.Length, _target.ReplyBytes - received))).ConfigureAwait(false);
                received += bytes > 0 ? bytes : throw new EndOfStreamException("the server closed the connection");
                _target.Statistics.Wire.Read(bytes);
            }
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

    /// <summary>How a line uses the socket of a call once it is connected.</summary>
    internal interface IExchange
    {
        /// <summary>Runs a line to its end.</summary>
        Task RunAsync(Func<Task> line);

        /// <summary>Sends; tells how many bytes went.</summary>
        ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> bytes);

        /// <summary>Receives; tells how many bytes came.</summary>
        ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> room);
    }
}
