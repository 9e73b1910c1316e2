using System.Collections.Concurrent;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using CsCheck;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public sealed class LoadTurnsTests
{
    [Fact]
    public void At_any_time_it_is_one_turn_and_the_others_wait_for_theirs() => Gen.Select(Gen.Int[2, 5], Gen.Long[0, 1L << 60]).Sample((of, nowNs) =>
    {
        long[] waits = [.. Enumerable.Range(0, of).Select(place => new LoadTurns(of, place).WaitNs(nowNs))];
        long lengthNs = Clock.ToNs(LoadTurns.Length);
        Assert.Single(waits, w => w == 0);
        for (int place = 0; place < of; place++)
        {
            Assert.InRange(waits[place], 0, (of - 1) * lengthNs);
            Assert.Equal(0, new LoadTurns(of, place).WaitNs(nowNs + waits[place]));
            Assert.True(waits[place] == 0 || (nowNs + waits[place]) % lengthNs == 0);
        }
    });

    [Fact]
    public async Task Calls_start_in_their_own_turns_only()
    {
        var turns = new LoadTurns(3, 1);
        var strays = new ConcurrentBag<long>();
        LoadResult result = await LoadEngine.RunAsync(
            ClosedLoadTests.Closed(4, milliseconds: 600) with { Turns = turns },
            Caller.Of(async (_, _) =>
            {
                // A thread may be held up between the decision to call and the call, though hardly for a whole turn: the one before its own tells.
                long waitNs = turns.WaitNs(Clock.System.NowNs);
                if (waitNs > 0 && waitNs < Clock.ToNs(LoadTurns.Length))
                {
                    strays.Add(waitNs);
                }
                await Task.Yield();
                return CallOutcome.Ok;
            }),
            stop: TestContext.Current.CancellationToken);

        Assert.True(result.Counts.Ok > 0);
        Assert.Equal(result.Counts.Started, result.Counts.Ok);
        Assert.True(strays.Count <= result.Counts.Ok / 20, $"{strays.Count} of {result.Counts.Ok} calls began in the turn before their own");
    }

    [Fact]
    public async Task Loads_whose_calls_have_times_of_their_own_take_no_turns()
    {
        LoadOptions open = ClosedLoadTests.Closed(1, milliseconds: 100) with { Model = LoadModel.Parse("open:100"), Turns = new LoadTurns(2, 0) };
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => LoadEngine.RunAsync(open, Caller.Delayed(1), stop: TestContext.Current.CancellationToken));
        Assert.Contains("can't take turns", refused.Message, StringComparison.Ordinal);
    }
}
