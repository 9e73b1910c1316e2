using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

public class CallSlotTests
{
    [Fact]
    public void A_completion_after_the_call_was_given_up_is_ignored()
    {
        using var fixture = new Fixture();
        OpenSlot slot = fixture.Send(out TaskCompletionSource<CallOutcome> call);
        slot.Abandon(2);
        call.SetResult(CallOutcome.Ok);
        Assert.True(slot.IsAbandoned);
        Assert.Null(fixture.Free.Pop());
        Assert.Equal((0, 1), fixture.OkAndCancelled);
    }

    [Fact]
    public void Giving_up_a_call_that_has_ended_changes_nothing()
    {
        using var fixture = new Fixture();
        OpenSlot slot = fixture.Send(out TaskCompletionSource<CallOutcome> call);
        call.SetResult(CallOutcome.Ok);
        Assert.True(SpinWait.SpinUntil(() => slot.IsQuiet, TimeSpan.FromSeconds(10)));
        slot.Abandon(2);
        Assert.False(slot.IsAbandoned);
        Assert.Equal((1, 0), fixture.OkAndCancelled);
    }

    [Fact]
    public async Task A_completion_that_races_with_giving_up_leaves_exactly_one_outcome()
    {
        const int Calls = 5_000;
        using var fixture = new Fixture();
        int next = 0;
        for (int i = 0; i < Calls; i++)
        {
            OpenSlot slot = fixture.Send(out TaskCompletionSource<CallOutcome> call);
            int wait = next++ % 40;
            Task completing = Task.Run(() =>
            {
                Thread.SpinWait(wait);
                call.SetResult(CallOutcome.Ok);
            }, TestContext.Current.CancellationToken);
            Thread.SpinWait(40 - wait);
            slot.Abandon(2);
            await completing;
            Assert.True(SpinWait.SpinUntil(() => slot.IsQuiet, TimeSpan.FromSeconds(10)));
        }
        (long ok, long cancelled) = fixture.OkAndCancelled;
        Assert.Equal(Calls, ok + cancelled);
    }

    private sealed class Fixture : IDisposable
    {
        private readonly LoadWindow _window = new(0, long.MaxValue);
        private readonly LoadSession _session;

        public Fixture() => _session = new LoadSession(new LoadOptions { Model = new OpenLoad(1), Count = 1 }, _window, CancellationToken.None);

        public FreeSlots Free { get; } = new();

        public (long Ok, long Cancelled) OkAndCancelled =>
            (_session.Lanes.ToArray().Sum(l => l.Window.Ok), _session.Lanes.ToArray().Sum(l => l.Window.Cancelled));

        /// <summary>A slot of its own with a call that waits for the source.</summary>
        public OpenSlot Send(out TaskCompletionSource<CallOutcome> call)
        {
            var source = new TaskCompletionSource<CallOutcome>();
            var slot = new OpenSlot(new Caller((_, _) => new(source.Task)), _session, Free);
            slot.Send(index: 0, intendedNs: 1, sentNs: 1, inWindow: true);
            call = source;
            return slot;
        }

        public void Dispose() => _window.Dispose();
    }
}
