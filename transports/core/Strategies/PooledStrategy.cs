using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Transports.Strategies;

/// <summary>Long-lived connections, one call at a time each; calls that find none free wait in line.</summary>
public sealed class PooledStrategy : IConnectionStrategy
{
    /// <inheritdoc/>
    public string Name => "pooled";

    /// <inheritdoc/>
    public string Summary => "long-lived connections, one call at a time each";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Pool;
    }

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) => new Pool(connections);

    private sealed class Pool : IConnectionSource, IConnectionOwner, ISweepable
    {
        private readonly ConnectionFactory _connections;
        private readonly Reconnection _reconnection;
        private readonly CancellationTokenSource _closing = new();
        private readonly Lock _gate = new();
        private readonly CallQueue _waiting = new();
        private readonly HashSet<ClientConnection> _all = [];
        private readonly Stack<Idle> _idle = new();
        private int _connecting;
        private int _broken;
        private bool _closed;

        private readonly record struct Idle(ClientConnection Connection, long SinceNs);

        public Pool(ConnectionFactory connections)
        {
            _connections = connections;
            _reconnection = new Reconnection(connections);
            connections.Sweeper.Add(this);
        }

        public void Dispatch(OutgoingCall call, long ticket)
        {
            call.HasWaited = false;
            ClientConnection? connection = null;
            while (true)
            {
                lock (_gate)
                {
                    if (_closed)
                    {
                        break;
                    }
                    // A caller may learn it sooner than the pool is told.
                    Forget(connection);
                    connection = TakeIdle();
                    if (connection is null)
                    {
                        _waiting.Add(call, ticket);
                        Grow();
                        return;
                    }
                }
                SendResult result = connection.Send(call, ticket);
                if (result == SendResult.CallOver)
                {
                    CallsEnded(connection);
                }
                if (result != SendResult.Closed)
                {
                    _connections.Statistics.Waited(0);
                    return;
                }
            }
            call.End(ticket, CallOutcome.Cancelled);
        }

        public async ValueTask OpenAllAsync()
        {
            var opening = new List<Task>();
            lock (_gate)
            {
                while (!_closed && _all.Count + _connecting < _connections.Options.Pool)
                {
                    _connecting++;
                    opening.Add(ConnectAsync());
                }
            }
            await Task.WhenAll(opening).ConfigureAwait(false);
            ClientConnection[] open;
            lock (_gate)
            {
                open = [.. _all];
            }
            foreach (ClientConnection connection in open)
            {
                connection.Greet();
            }
        }

        /// <summary>The connection is free: the longest waiting call gets it.</summary>
        public void CallsEnded(ClientConnection connection)
        {
            while (connection.IsOpen)
            {
                WaitingCall waiting;
                lock (_gate)
                {
                    if (IsTooOld(connection))
                    {
                        break;
                    }
                    if (!_waiting.TryTake(out waiting))
                    {
                        _idle.Push(new Idle(connection, _connections.Clock.NowNs));
                        return;
                    }
                }
                switch (connection.Send(waiting.Call, waiting.Ticket))
                {
                    case SendResult.Sent:
                        _connections.Statistics.Waited(_connections.Clock.NowNs - waiting.BeganNs);
                        return;
                    case SendResult.Closed:
                        ConnectionEnded(connection);
                        Dispatch(waiting.Call, waiting.Ticket);
                        return;
                }
            }
            connection.CloseAfterDelivery();
        }

        public void ConnectionEnded(ClientConnection connection)
        {
            lock (_gate)
            {
                Forget(connection);
                Grow();
            }
        }

        public void Sweep(long nowNs)
        {
            IReadOnlyList<WaitingCall> due;
            IReadOnlyList<WaitingCall> tired;
            int waiting;
            CallOutcome late;
            lock (_gate)
            {
                waiting = _waiting.Count;
                late = _all.Count > 0 ? CallOutcome.Timeout : _reconnection.Failure ?? _connections.Unconnected;
                due = _waiting.TakeDue(nowNs, beganNs: 0);
                tired = _connections.Options.PoolWait is TimeSpan wait ? _waiting.TakeDue(0, nowNs - (wait.Ticks * 100)) : [];
            }
            CallQueue.End(due, late);
            if (tired.Count > 0)
            {
                CallQueue.End(tired, CallOutcome.Failed(ErrorKind.PoolExhausted, WhyExhausted(waiting)));
            }
            foreach (ClientConnection connection in TakeUnused(nowNs - (_connections.Options.PoolIdle.Ticks * 100)))
            {
                connection.Close(CallOutcome.Cancelled);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            _connections.Sweeper.Remove(this);
            ClientConnection[] all;
            lock (_gate)
            {
                _closed = true;
                all = [.. _all];
                _all.Clear();
            }
            foreach (ClientConnection connection in all)
            {
                connection.Close(CallOutcome.Cancelled);
            }
            EndWaiting(CallOutcome.Cancelled);
        }

        /// <summary>An idle connection that is open; null if there is none. Under the lock.</summary>
        private ClientConnection? TakeIdle()
        {
            while (_idle.TryPop(out Idle idle))
            {
                if (idle.Connection.IsOpen)
                {
                    return idle.Connection;
                }
                Forget(idle.Connection);
            }
            return null;
        }

        /// <summary>The connection is over. Under the lock.</summary>
        private void Forget(ClientConnection? connection)
        {
            if (connection is not null && _all.Remove(connection) && connection.Ending.Kind == OutcomeKind.Error)
            {
                _broken++;
                _reconnection.Lost();
            }
        }

        private string WhyExhausted(int waiting) =>
            $"no connection became free within {_connections.Options.PoolWait!.Value.TotalMilliseconds:0} ms: all {_connections.Options.Pool} of the pool are busy and {waiting} calls wait; raise --pool, or lower the load";

        private ClientConnection[] TakeUnused(long sinceNs)
        {
            lock (_gate)
            {
                int unused = 0;
                foreach (Idle one in _idle)
                {
                    unused += one.SinceNs < sinceNs ? 1 : 0;
                }
                if (unused == 0)
                {
                    return [];
                }
                // The longest unused lie at the bottom.
                Idle[] idle = [.. _idle.Reverse()];
                _idle.Clear();
                foreach (Idle one in idle[unused..])
                {
                    _idle.Push(one);
                }
                return [.. idle[..unused].Select(i => i.Connection)];
            }
        }

        private bool IsTooOld(ClientConnection connection) =>
            _connections.Options.PoolLifetime is TimeSpan lifetime && _connections.Clock.NowNs - connection.OpenedNs > lifetime.Ticks * 100;

        /// <summary>Opens connections for the calls that wait, as far as the pool may grow. Under the lock.</summary>
        private void Grow()
        {
            while (_waiting.Count > _connecting && _all.Count + _connecting < _connections.Options.Pool && !_closed)
            {
                if (_reconnection.IsAway && _connecting > 0)
                {
                    // One attempt at a time is enough to learn that the server is back.
                    return;
                }
                _connecting++;
                _ = ConnectAsync();
            }
        }

        private async Task ConnectAsync()
        {
            ClientConnection? connection = null;
            CallOutcome failure = default;
            bool wasAway = false;
            try
            {
                await _reconnection.WaitAsync(_closing.Token).ConfigureAwait(false);
                bool replacesBroken;
                lock (_gate)
                {
                    replacesBroken = _broken > 0;
                    _broken -= replacesBroken ? 1 : 0;
                    wasAway = _reconnection.IsAway;
                }
                connection = await _connections.ConnectAsync(this, replacesBroken, _closing.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = Reconnection.OutcomeOf(e);
            }
            if (Join(connection, failure))
            {
                CallsEnded(connection!);
                if (wasAway)
                {
                    lock (_gate)
                    {
                        Grow();
                    }
                }
            }
            else
            {
                connection?.Close(CallOutcome.Cancelled);
                EndWaiting(connection is null ? failure : connection.Ending with { IsUnsent = true });
            }
        }

        /// <summary>An attempt to connect has ended.</summary>
        /// <returns>True if the pool has one more connection: it may have come too late, or have been closed at once.</returns>
        private bool Join(ClientConnection? connection, in CallOutcome failure)
        {
            lock (_gate)
            {
                _connecting--;
                if (connection is { IsOpen: true } && !_closed)
                {
                    _reconnection.Succeeded();
                    return _all.Add(connection);
                }
                _reconnection.Failed(connection is null ? failure : connection.Ending with { IsUnsent = true }, moreUnderWay: _connecting > 0);
                return false;
            }
        }

        private void EndWaiting(CallOutcome outcome)
        {
            WaitingCall[] taken;
            lock (_gate)
            {
                // While other connections live, the calls wait for those.
                taken = _all.Count > 0 && !_closed ? [] : _waiting.TakeAll();
            }
            CallQueue.End(taken, outcome);
        }
    }
}
