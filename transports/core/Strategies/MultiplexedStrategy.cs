using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Transports.Strategies;

/// <summary>A few long-lived connections shared by all calls, answers matched by id.</summary>
public sealed class MultiplexedStrategy : IConnectionStrategy
{
    /// <inheritdoc/>
    public string Name => "multiplexed";

    /// <inheritdoc/>
    public string Summary => "few long-lived connections shared by all calls";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Connections;
    }

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        return new Source(connections);
    }

    private sealed class Source : IConnectionSource
    {
        private readonly Lane[] _lanes;
        private int _nextLane = -1;

        public Source(ConnectionFactory connections) => _lanes = [.. Enumerable.Range(0, connections.Options.Connections).Select(_ => new Lane(connections))];

        public void Dispatch(OutgoingCall call, long ticket)
        {
            if (call.Lane < 0)
            {
                // A caller sticks to its connection: what it sends from within a batch of answers leaves in the batch's one flush.
                call.Lane = (int)((uint)Interlocked.Increment(ref _nextLane) % (uint)_lanes.Length);
            }
            call.HasWaited = false;
            _lanes[call.Lane].Dispatch(call, ticket);
        }

        public async ValueTask OpenAllAsync() => await Task.WhenAll(_lanes.Select(l => l.OpenAsync())).ConfigureAwait(false);

        public async ValueTask DisposeAsync()
        {
            foreach (Lane lane in _lanes)
            {
                await lane.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The place of one shared connection, which is opened at the first call and replaced when it ends.</summary>
    private sealed class Lane : IConnectionOwner, ISweepable, IAsyncDisposable
    {
        private readonly ConnectionFactory _connections;
        private readonly Reconnection _reconnection;
        private readonly CancellationTokenSource _closing = new();
        private readonly Lock _gate = new();
        private readonly CallQueue _waiting = new();
        private ClientConnection? _connection;
        private bool _connecting;
        private bool _broken;
        private bool _closed;

        public Lane(ConnectionFactory connections)
        {
            _connections = connections;
            _reconnection = new Reconnection(connections);
            connections.Sweeper.Add(this);
        }

        public void Dispatch(OutgoingCall call, long ticket)
        {
            while (true)
            {
                ClientConnection? connection = Volatile.Read(ref _connection);
                if (connection is not null && connection.Send(call, ticket) != SendResult.Closed)
                {
                    return;
                }
                bool connect;
                lock (_gate)
                {
                    // A caller may learn it sooner than the lane is told.
                    Forget(connection);
                    if (_closed)
                    {
                        break;
                    }
                    if (_connection is not null)
                    {
                        // Opened since it was looked at.
                        continue;
                    }
                    _waiting.Add(call, ticket);
                    connect = !_connecting;
                    _connecting = true;
                }
                if (connect)
                {
                    _ = ConnectAsync();
                }
                return;
            }
            call.End(ticket, CallOutcome.Cancelled);
        }

        /// <summary>Opens the connection, unless it is open or being opened.</summary>
        public async Task OpenAsync()
        {
            lock (_gate)
            {
                if (_closed || _connecting || _connection is not null)
                {
                    return;
                }
                _connecting = true;
            }
            await ConnectAsync().ConfigureAwait(false);
            Volatile.Read(ref _connection)?.Greet();
        }

        public void CallsEnded(ClientConnection connection)
        {
        }

        public void ConnectionEnded(ClientConnection connection)
        {
            lock (_gate)
            {
                Forget(connection);
            }
        }

        public void Sweep(long nowNs)
        {
            IReadOnlyList<WaitingCall> due;
            CallOutcome unconnected;
            lock (_gate)
            {
                due = _waiting.TakeDue(nowNs, beganNs: 0);
                unconnected = _reconnection.Failure ?? _connections.Unconnected;
            }
            CallQueue.End(due, unconnected);
        }

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            _connections.Sweeper.Remove(this);
            lock (_gate)
            {
                _closed = true;
            }
            Volatile.Read(ref _connection)?.Close(CallOutcome.Cancelled);
            EndWaiting();
        }

        private async Task ConnectAsync()
        {
            ClientConnection? connection = null;
            CallOutcome failure = default;
            try
            {
                await _reconnection.WaitAsync(_closing.Token).ConfigureAwait(false);
                connection = await _connections.ConnectAsync(this, _broken, _closing.Token).ConfigureAwait(false);
                failure = connection.Ending with { IsUnsent = true };
            }
            catch (Exception e)
            {
                failure = Reconnection.OutcomeOf(e);
            }
            if (connection is not { IsOpen: true })
            {
                WaitingCall[] taken;
                lock (_gate)
                {
                    _connecting = false;
                    _reconnection.Failed(failure);
                    taken = _waiting.TakeAll();
                }
                CallQueue.End(taken, failure);
                return;
            }
            SendWaiting(connection);
        }

        private void SendWaiting(ClientConnection connection)
        {
            lock (_gate)
            {
                _reconnection.Succeeded();
            }
            while (true)
            {
                WaitingCall waiting;
                lock (_gate)
                {
                    if (!_waiting.TryTake(out waiting))
                    {
                        _connecting = false;
                        Settle(!connection.IsOpen);
                        Volatile.Write(ref _connection, connection.IsOpen && !_closed ? connection : null);
                        break;
                    }
                }
                if (connection.Send(waiting.Call, waiting.Ticket) == SendResult.Closed)
                {
                    waiting.Call.End(waiting.Ticket, connection.Ending with { IsUnsent = true });
                }
            }
            if (_closed)
            {
                connection.Close(CallOutcome.Cancelled);
            }
        }

        /// <summary>The connection is over. Under the lock.</summary>
        private void Forget(ClientConnection? connection)
        {
            if (connection is not null && _connection == connection)
            {
                _connection = null;
                Settle(connection.Ending.Kind == OutcomeKind.Error);
            }
        }

        /// <summary>Settles whether the connection broke. Under the lock.</summary>
        private void Settle(bool broken)
        {
            _broken = broken;
            if (broken)
            {
                _reconnection.Lost();
            }
        }

        private void EndWaiting()
        {
            WaitingCall[] taken;
            lock (_gate)
            {
                taken = _waiting.TakeAll();
            }
            CallQueue.End(taken, CallOutcome.Cancelled);
        }
    }
}
