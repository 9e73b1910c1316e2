using System.Buffers;
using Bench.Harness.Outcome;
using Bench.Harness.Stages;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>
/// A call under way on the client. Objects are reused, so whoever wants to end a call presents the ticket it was given when the call
/// began: one party wins, all others learn that the call is over. Reply, deadline, cancellation and a lost connection race here and
/// nowhere else.
/// </summary>
public abstract class OutgoingCall : IFramePayload
{
    private const int StateBits = 3;
    private const long Over = 0;
    private const long Open = 1;
    private const long Sending = 2;
    private const long CancelledWhileSending = 3;
    private const long TimedOutWhileSending = 4;

    private long _word;
    private CallOutcome _outcome;

    /// <summary>Id of the method in its contract.</summary>
    public ushort Method { get; protected init; }

    /// <summary>When the call ends as timeout, ns of the clock.</summary>
    public long DeadlineNs { get; private set; }

    /// <summary>When the call began, ns of the clock.</summary>
    public long BeganNs { get; private set; }

    /// <summary>Which of several shared connections the caller sticks to; -1 until chosen.</summary>
    public int Lane { get; set; } = -1;

    /// <summary>Whether it had to wait for a connection, so that it is sent later than it began.</summary>
    public bool HasWaited { get; set; }

    /// <summary>The next call of a batch that has ended.</summary>
    internal OutgoingCall? Next { get; set; }

    /// <summary>How the call ended; valid once it is over.</summary>
    protected ref readonly CallOutcome Outcome => ref _outcome;

    /// <summary>The times along the call, if it is sampled; null for most.</summary>
    internal CallStamps? Stamps { get; set; }

    /// <summary>The provider it goes to, which learns how it ends; null where there is no choice of providers.</summary>
    internal CallRoute? Route { get; set; }

    internal ClientConnection? Connection { get; private set; }

    internal ulong Correlation { get; private set; }

    /// <summary>Ends the call as timeout or cancelled, from the outside. True if this ended it.</summary>
    public bool End(long ticket, in CallOutcome outcome)
    {
        if (!TryEnd(ticket, outcome))
        {
            return false;
        }
        Signal();
        return true;
    }

    /// <summary>Claims the right to end the call; the winner has to see to <see cref="Signal"/>.</summary>
    public bool TryEnd(long ticket, in CallOutcome outcome)
    {
        while (true)
        {
            long word = Volatile.Read(ref _word);
            if (word == (ticket << StateBits | Open))
            {
                if (Interlocked.CompareExchange(ref _word, ticket << StateBits | Over, word) == word)
                {
                    _outcome = outcome;
                    return true;
                }
            }
            else if (word == (ticket << StateBits | Sending))
            {
                // The sender reads the request right now, so it ends the call itself as soon as it is through.
                long wish = ticket << StateBits | (outcome.Kind == OutcomeKind.Timeout ? TimedOutWhileSending : CancelledWhileSending);
                if (Interlocked.CompareExchange(ref _word, wish, word) == word)
                {
                    return false;
                }
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>Lets the waiting caller go on; called once by whoever ended the call.</summary>
    public void Signal()
    {
        if (Route is CallRoute route)
        {
            Route = null;
            route.CallEnded(BeganNs, _outcome);
        }
        Continue();
    }

    /// <inheritdoc/>
    public abstract void WriteTo(IBufferWriter<byte> output);

    /// <summary>Makes the call through a stack, which gets the typed message, and ends it with what comes of that. Never blocks; never throws.</summary>
    public abstract void SendThrough(IStackChannel channel, long ticket);

    /// <summary>Lets the waiting caller go on.</summary>
    protected abstract void Continue();

    /// <summary>Decodes the reply and says how that went.</summary>
    protected abstract CallOutcome Decode(in ReadOnlySequence<byte> payload);

    /// <summary>Opens the call.</summary>
    /// <returns>Its ticket.</returns>
    protected long Begin(long nowNs, long deadlineNs)
    {
        BeganNs = nowNs;
        DeadlineNs = deadlineNs;
        Connection = null;
        long ticket = (_word >> StateBits) + 1;
        Volatile.Write(ref _word, ticket << StateBits | Open);
        return ticket;
    }

    /// <summary>The ticket of the current or last use.</summary>
    protected long Ticket => Volatile.Read(ref _word) >> StateBits;

    /// <summary>Keeps the request from being given up while it is encoded. False if the call is over.</summary>
    internal bool BeginSending(long ticket) =>
        Interlocked.CompareExchange(ref _word, ticket << StateBits | Sending, ticket << StateBits | Open) == (ticket << StateBits | Open);

    /// <summary>The request is in the output. False if the caller gave up meanwhile: the sender has to signal the call.</summary>
    internal bool EndSending(long ticket, ClientConnection? connection, ulong correlation)
    {
        Connection = connection;
        Correlation = correlation;
        long sending = ticket << StateBits | Sending;
        long word = Interlocked.CompareExchange(ref _word, ticket << StateBits | Open, sending);
        if (word == sending)
        {
            return true;
        }
        EndUnsent(ticket, (word & ((1 << StateBits) - 1)) == TimedOutWhileSending ? CallOutcome.Timeout : CallOutcome.Cancelled);
        return false;
    }

    /// <summary>The sender, between begin and end of sending, ends the call; it has to signal it.</summary>
    internal void EndUnsent(long ticket, in CallOutcome outcome)
    {
        _outcome = outcome;
        Volatile.Write(ref _word, ticket << StateBits | Over);
    }

    /// <summary>The winner hands in the reply.</summary>
    internal void Accept(in ReadOnlySequence<byte> payload) => _outcome = Decode(payload);

    /// <summary>The winner hands in the error that came for a reply.</summary>
    internal void Accept(in CallOutcome outcome) => _outcome = outcome;
}
