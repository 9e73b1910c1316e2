using System.Runtime.CompilerServices;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Stacks.Clients;

/// <summary>What the clients of all stacks have in common: calls are counted, and end as values whatever the stack throws.</summary>
internal abstract class StackSource(ConnectionFactory connections, StackConnections sockets) : IConnectionSource, IStackChannel
{
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Cancelled once the source is disposed of.</summary>
    protected CancellationToken Closing => _closing.Token;

    /// <summary>Where to, with which options.</summary>
    protected ConnectionFactory Connections => connections;

    /// <summary>Opens its connections.</summary>
    protected StackConnections Sockets => sockets;

    public void Dispatch(OutgoingCall call, long ticket)
    {
        ArgumentNullException.ThrowIfNull(call);
        call.SendThrough(this, ticket);
    }

    public virtual ValueTask OpenAllAsync() => ValueTask.CompletedTask;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<StackAnswer<TReply>> CallAsync<TRequest, TReply>(StackCall<TRequest, TReply> call)
    {
        if (IsOver(call.Cancellation))
        {
            return new StackAnswer<TReply>(CallOutcome.Cancelled);
        }
        StackAnswer<TReply> answer;
        try
        {
            answer = await SendAsync(call).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            answer = new StackAnswer<TReply>(IsOver(call.Cancellation) ? CallOutcome.Cancelled : OutcomeOf(e));
        }
        if (!answer.Outcome.IsUnsent)
        {
            connections.Statistics.CountSent();
        }
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_closing.IsCancellationRequested)
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes a call; what it throws, <see cref="OutcomeOf"/> explains.</summary>
    protected abstract ValueTask<StackAnswer<TReply>> SendAsync<TRequest, TReply>(StackCall<TRequest, TReply> call);

    /// <summary>What an exception of the stack means, if neither the caller gave up nor the source is closing.</summary>
    protected abstract CallOutcome OutcomeOf(Exception failure);

    /// <summary>Ends connections and calls.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>A token that is cancelled when a call is to end: at its deadline, given up by the caller, or with the source.</summary>
    protected CancellationTokenSource Limit(TimeSpan remaining, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Closing);
        // Timers count whole milliseconds: rounded up, or calls would end early.
        limit.CancelAfter((int)Math.Min(int.MaxValue, Math.Ceiling(remaining.TotalMilliseconds)));
        return limit;
    }

    private bool IsOver(CancellationToken cancellation) => cancellation.IsCancellationRequested || Closing.IsCancellationRequested;
}
