using System.Net;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Stacks.Clients;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bench.Transports.Stacks.Grpc;

/// <summary>Calls through one channel of Grpc.Net.Client; deadlines are gRPC's.</summary>
internal abstract class GrpcSource : StackSource
{
    private readonly SocketsHttpHandler _handler;
    private readonly GrpcChannel _channel;

    protected GrpcSource(ConnectionFactory connections, StackConnections sockets)
        : base(connections, sockets)
    {
        _handler = StackHandler.Create(sockets, connections.Options, isHttp2: true);
        _channel = GrpcChannel.ForAddress(
            StackHandler.AddressOf(connections),
            new GrpcChannelOptions
            {
                HttpHandler = _handler,
                DisposeHttpClient = true,
                MaxSendMessageSize = connections.Options.Limits.MaxFrameBytes,
                MaxReceiveMessageSize = connections.Options.Limits.MaxFrameBytes,
            });
        Invoker = _channel.CreateCallInvoker();
    }

    /// <summary>Makes the calls of the channel.</summary>
    protected CallInvoker Invoker { get; }

    public override ValueTask OpenAllAsync() => StackHandler.OpenAsync(_handler, StackHandler.AddressOf(Connections), HttpVersion.Version20, Closing);

    /// <summary>Makes a call.</summary>
    protected abstract Task<TReply> InvokeAsync<TRequest, TReply>(StackCall<TRequest, TReply> call, CallOptions options);

    protected override async ValueTask<StackAnswer<TReply>> SendAsync<TRequest, TReply>(StackCall<TRequest, TReply> call)
    {
        var options = new CallOptions(deadline: Connections.Clock.UtcNow.UtcDateTime + call.Remaining, cancellationToken: call.Cancellation);
        return new StackAnswer<TReply>(CallOutcome.Ok, await InvokeAsync(call, options).ConfigureAwait(false));
    }

    protected override CallOutcome OutcomeOf(Exception failure)
    {
        CallOutcome outcome = GrpcErrors.OutcomeOf(failure);
        // Connections outlive a call's deadline, so without one it never began.
        return outcome.Kind == OutcomeKind.Timeout && !Sockets.IsConnected ? Connections.Unconnected : outcome;
    }

    protected override ValueTask CloseAsync()
    {
        _channel.Dispose();
        return ValueTask.CompletedTask;
    }
}
