using Bench.Harness.Outcome;
using Bench.Tests.Support;
using Bench.Transports.Strategies;

namespace Bench.Tests.Transports;

/// <summary>Calls in line for a connection.</summary>
public sealed class CallQueueTests
{
    [Fact]
    public void First_come_first_served()
    {
        var queue = new CallQueue();
        (CountedCall Call, long Ticket)[] calls = [.. Enumerable.Range(0, 3).Select(_ => Waiting(queue, 0, 100))];

        foreach ((CountedCall call, long ticket) in calls)
        {
            Assert.True(queue.TryTake(out WaitingCall waiting));
            Assert.Equal((call, ticket), ((CountedCall)waiting.Call, waiting.Ticket));
            Assert.True(call.HasWaited);
        }
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void Whose_deadline_has_passed_is_taken_wherever_it_stands_and_the_others_keep_their_order()
    {
        var queue = new CallQueue();
        long[] deadlines = [50, 10, 60, 20, 70, 30];
        (CountedCall Call, long Ticket)[] calls = [.. deadlines.Select(d => Waiting(queue, 1, d))];

        IReadOnlyList<WaitingCall> due = queue.TakeDue(nowNs: 30, beganNs: 0);
        CallQueue.End(due, CallOutcome.Timeout);

        Assert.Equal([10, 20, 30], due.Select(w => w.DeadlineNs));
        Assert.Equal([0, 1, 0, 1, 0, 1], calls.Select(c => c.Call.TakeSignals()));
        Assert.Equal([50, 60, 70], queue.TakeAll().Select(w => w.DeadlineNs));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Who_waits_since_then_or_before_is_taken_whatever_its_deadline()
    {
        var queue = new CallQueue();
        foreach (long began in (long[])[5, 6, 7])
        {
            Waiting(queue, began, 1_000);
        }

        Assert.Equal([5, 6], queue.TakeDue(nowNs: 0, beganNs: 6).Select(w => w.BeganNs));
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void An_object_that_waits_a_second_time_holds_up_nobody_and_is_ended_once()
    {
        var queue = new CallQueue();
        (CountedCall twice, long first) = Waiting(queue, 1, 10);
        (CountedCall behind, _) = Waiting(queue, 1, 20);
        twice.End(first, CallOutcome.Cancelled);
        queue.Add(twice, twice.Open(2, 30));

        CallQueue.End(queue.TakeDue(nowNs: 10, beganNs: 0), CallOutcome.Timeout);
        Assert.Equal(1, twice.TakeSignals());
        CallQueue.End(queue.TakeAll(), CallOutcome.Timeout);

        Assert.Equal(1, twice.TakeSignals());
        Assert.Equal(1, behind.TakeSignals());
    }

    private static (CountedCall Call, long Ticket) Waiting(CallQueue queue, long beganNs, long deadlineNs)
    {
        var call = new CountedCall();
        long ticket = call.Open(beganNs, deadlineNs);
        queue.Add(call, ticket);
        return (call, ticket);
    }
}
