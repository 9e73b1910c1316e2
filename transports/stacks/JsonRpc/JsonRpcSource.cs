using System.Diagnostics;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Stacks.Clients;
using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>Calls over the one connection that a user of StreamJsonRpc keeps; another one is opened once it is gone.</summary>
internal sealed class JsonRpcSource(ConnectionFactory connections, StackConnections sockets) : StackSource(connections, sockets)
{
    private readonly Lock _gate = new();
    private StreamJsonRpc.JsonRpc? _open;
    private Task<StreamJsonRpc.JsonRpc>? _opening;

    public override async ValueTask OpenAllAsync()
    {
        try
        {
            await ConnectedAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ConnectException or OperationCanceledException)
        {
            // The calls that follow try again, and say why.
        }
    }

    protected override async ValueTask<StackAnswer<TReply>> SendAsync<TRequest, TReply>(StackCall<TRequest, TReply> call)
    {
        using CancellationTokenSource limit = Limit(call.Remaining, call.Cancellation);
        StreamJsonRpc.JsonRpc connection = Connected() ?? await ConnectedAsync(limit.Token).ConfigureAwait(false);
        Task<TReply> reply = connection.InvokeWithCancellationAsync<TReply>(call.Method.Name, [call.Request], limit.Token);
        try
        {
            // The library tells the server to give up, and goes on waiting for what it says to that.
            return new StackAnswer<TReply>(CallOutcome.Ok, await reply.WaitAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            _ = reply.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    protected override CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        OperationCanceledException or TimeoutException => CallOutcome.Timeout,
        RemoteMethodNotFoundException e => CallOutcome.Failed(ErrorKind.Protocol, $"the server does not serve that: {e.Message}"),
        RemoteSerializationException e => CallOutcome.Failed(ErrorKind.Encode, $"the reply can't be encoded: {e.Message}"),
        RemoteInvocationException e => CallOutcome.Failed(ErrorKind.Remote, e.Message),
        ConnectionLostException e => ConnectionErrors.Lost(e.Message),
        Nerdbank.MessagePack.MessagePackSerializationException e => CallOutcome.Failed(ErrorKind.Encode, $"the request can't be encoded: {e.GetBaseException().Message}"),
        MessagePack.MessagePackSerializationException e => CallOutcome.Failed(ErrorKind.Encode, $"the request can't be encoded: {e.GetBaseException().Message}"),
        _ => ConnectionErrors.Within(failure) ?? CallOutcome.Failed(ErrorKind.Internal, failure.Message),
    };

    protected override async ValueTask CloseAsync()
    {
        Task? opening;
        lock (_gate)
        {
            opening = _opening;
        }
        await (opening ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _open?.Dispose();
    }

    /// <summary>The connection, if it is open.</summary>
    private StreamJsonRpc.JsonRpc? Connected() => Volatile.Read(ref _open) is { Completion.IsCompleted: false } open ? open : null;

    private async ValueTask<StreamJsonRpc.JsonRpc> ConnectedAsync(CancellationToken cancellation)
    {
        try
        {
            return await ConnectedAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw Sockets.Unconnected();
        }
    }

    private Task<StreamJsonRpc.JsonRpc> ConnectedAsync()
    {
        lock (_gate)
        {
            return Connected() is { } open ? Task.FromResult(open) : _opening ??= ConnectAsync();
        }
    }

    private async Task<StreamJsonRpc.JsonRpc> ConnectAsync()
    {
        // It is known as under way before it can be over.
        await Task.Yield();
        try
        {
            Stream stream = await Sockets.ConnectAsync(Closing).ConfigureAwait(false);
            var connection = new StreamJsonRpc.JsonRpc(JsonRpcFormat.Over(stream, Connections.Codec));
            connection.TraceSource.Switch.Level = SourceLevels.Off;
            connection.StartListening();
            Volatile.Write(ref _open, connection);
            return connection;
        }
        finally
        {
            lock (_gate)
            {
                _opening = null;
            }
        }
    }
}
