using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Strategies;

/// <summary>Connect, one call, close.</summary>
public sealed class PerCallStrategy : IConnectionStrategy
{
    /// <inheritdoc/>
    public string Name => "per-call";

    /// <inheritdoc/>
    public string Summary => "a connection per call: connect, one call, close";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public bool IsLongLived => false;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public IConnectionSource Open(ConnectionFactory connections) => new Source(connections);

    private sealed class Source(ConnectionFactory connections) : IConnectionSource, IConnectionOwner
    {
        private readonly HashSet<ClientConnection> _open = [];
        private readonly CancellationTokenSource _closing = new();

        public void Dispatch(OutgoingCall call, long ticket) => _ = CallAsync(call, ticket);

        public void CallsEnded(ClientConnection connection) => connection.CloseAfterDelivery();

        public void ConnectionEnded(ClientConnection connection)
        {
            lock (_open)
            {
                _open.Remove(connection);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            ClientConnection[] open;
            lock (_open)
            {
                open = [.. _open];
            }
            foreach (ClientConnection connection in open)
            {
                connection.Close(CallOutcome.Cancelled);
            }
        }

        private async Task CallAsync(OutgoingCall call, long ticket)
        {
            try
            {
                ClientConnection connection = await connections.ConnectAsync(this, replacesBroken: false, _closing.Token, call.DeadlineNs).ConfigureAwait(false);
                lock (_open)
                {
                    _open.Add(connection);
                }
                switch (connection.Send(call, ticket))
                {
                    case SendResult.CallOver:
                        connection.Close(CallOutcome.Cancelled);
                        break;
                    case SendResult.Closed:
                        ConnectionEnded(connection);
                        call.End(ticket, connection.Ending with { IsUnsent = true });
                        break;
                }
                if (_closing.IsCancellationRequested)
                {
                    connection.Close(CallOutcome.Cancelled);
                }
            }
            catch (ConnectException e)
            {
                call.End(ticket, CallOutcome.Failed(e.Kind, e.Message));
            }
            catch (OperationCanceledException)
            {
                call.End(ticket, CallOutcome.Cancelled);
            }
            catch (Exception e)
            {
                call.End(ticket, CallOutcome.Failed(ErrorKind.Internal, e.Message));
            }
        }
    }
}
