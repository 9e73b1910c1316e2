using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>Whoever races to end a call: one wins.</summary>
public sealed class EndingRaceTests
{
    [Fact]
    public void Case21_of_reply_timeout_and_cancellation_exactly_one_wins()
    {
        const int Rounds = 50_000;
        var call = new CountedCall();
        long ticket = 0;
        int[] wins = new int[Rounds];
        int[] signals = new int[Rounds];
        using var line = new Barrier(3);
        void Race(CallOutcome outcome, bool opens)
        {
            for (int round = 0; round < Rounds; round++)
            {
                if (opens)
                {
                    ticket = call.Open();
                }
                line.SignalAndWait();
                if (call.End(ticket, outcome))
                {
                    Interlocked.Increment(ref wins[round]);
                }
                line.SignalAndWait();
                if (opens)
                {
                    signals[round] = call.TakeSignals();
                }
            }
        }
        Run(() => Race(CallOutcome.Ok, opens: true), () => Race(CallOutcome.Timeout, opens: false), () => Race(CallOutcome.Cancelled, opens: false));

        Assert.All(wins, w => Assert.Equal(1, w));
        Assert.All(signals, s => Assert.Equal(1, s));
    }

    [Fact]
    public void Case21_a_call_given_up_while_it_is_being_sent_is_signalled_once()
    {
        const int Rounds = 50_000;
        var call = new CountedCall();
        long ticket = 0;
        int[] signals = new int[Rounds];
        using var line = new Barrier(2);
        Run(
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    ticket = call.Open();
                    line.SignalAndWait();
                    if (call.BeginSending(ticket) && !call.EndSending(ticket, null!, 1))
                    {
                        call.Signal();
                    }
                    line.SignalAndWait();
                    signals[round] = call.TakeSignals();
                }
            },
            () =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    line.SignalAndWait();
                    call.End(ticket, round % 2 == 0 ? CallOutcome.Timeout : CallOutcome.Cancelled);
                    line.SignalAndWait();
                }
            });

        Assert.All(signals, s => Assert.Equal(1, s));
    }

    [Fact]
    public void A_ticket_of_an_earlier_use_ends_nothing()
    {
        var call = new CountedCall();
        long first = call.Open();
        Assert.True(call.End(first, CallOutcome.Ok));
        long second = call.Open();

        Assert.False(call.End(first, CallOutcome.Timeout));
        Assert.True(call.End(second, CallOutcome.Ok));
        Assert.Equal(2, call.TakeSignals());
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case21_cancelling_at_any_moment_frees_the_connection(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync("memory");
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1, Deadline = TimeSpan.FromSeconds(60), Heartbeat = TimeSpan.Zero });
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);
        int[] ended = new int[Enum.GetValues<OutcomeKind>().Length];
        for (int i = 0; i < 5_000; i++)
        {
            using var cancellation = new CancellationTokenSource();
            Task cancelling = Task.Run(() =>
            {
                Thread.SpinWait(i % 500);
                cancellation.Cancel();
            });
            await probe.AskAsync(new ProbeRequest(i), cancellation.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            ended[(int)scope.Outcome.Kind]++;
            await cancelling;
        }

        Assert.Equal(5_000, ended[(int)OutcomeKind.Ok] + ended[(int)OutcomeKind.Cancelled]);
        Assert.Equal(0, client.Statistics.UnwantedAnswers.Duplicate);
    }

    [Fact]
    public void A_server_call_that_is_through_is_cancelled_no_more()
    {
        using var call = new ServerCall();
        call.CancelIfDue();
        Assert.False(call.IsCancelled);
        call.Await(1_000);
        call.CancelIfDue(999);
        Assert.False(call.IsCancelled);
        call.Finish();
        call.CancelIfDue(2_000);
        Assert.False(call.IsCancelled);
        call.Await(1_000);
        call.CancelIfDue(1_000);
        Assert.True(call.IsCancelled);
    }

    private static void Run(params Action[] racers)
    {
        Thread[] threads = [.. racers.Select(r => new Thread(() => r()) { IsBackground = true })];
        Array.ForEach(threads, t => t.Start());
        Assert.All(threads, t => Assert.True(t.Join(TimeSpan.FromMinutes(2))));
    }
}
