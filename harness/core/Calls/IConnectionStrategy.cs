namespace Bench.Harness.Calls;

/// <summary>How calls share connections: per-call, pooled, multiplexed.</summary>
public interface IConnectionStrategy : ITransportKind
{
    /// <summary>Starts a source of connections; nothing is connected before the first call.</summary>
    IConnectionSource Open(ConnectionFactory connections);
}

/// <summary>Sends calls over connections; from any thread.</summary>
public interface IConnectionSource : IAsyncDisposable
{
    /// <summary>Sends the call now or as soon as a connection can take it, or ends it with the reason. Never blocks.</summary>
    void Dispatch(OutgoingCall call, long ticket);

    /// <summary>Opens every connection that it keeps, before calls ask for them; returns once each is open or has failed. Nothing to do where none are kept.</summary>
    ValueTask OpenAllAsync() => ValueTask.CompletedTask;
}

/// <summary>Who owns a connection learns what becomes of it.</summary>
public interface IConnectionOwner
{
    /// <summary>Calls on the connection have ended, before their callers go on.</summary>
    void CallsEnded(ClientConnection connection);

    /// <summary>The connection takes no more calls: closed, or being drained by the server.</summary>
    void ConnectionEnded(ClientConnection connection);
}
