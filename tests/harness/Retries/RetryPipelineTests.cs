using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Retries;

/// <summary>Which attempts are made again, how many, and when: in virtual time.</summary>
public sealed class RetryPipelineTests
{
    private static readonly CallOutcome NotConnected = CallOutcome.Failed(ErrorKind.ConnectFailed, "nobody there");

    private static readonly RetryOptions Unbounded = new() { Attempts = 10, BudgetTokens = 0, Backoff = TimeSpan.FromMilliseconds(100) };

    /// <summary>How an attempt ends, whether its method is idempotent, and whether it is made again.</summary>
    public static TheoryData<CallOutcome, bool, bool> Endings
    {
        get
        {
            var data = new TheoryData<CallOutcome, bool, bool>();
            foreach (ErrorKind kind in Enum.GetValues<ErrorKind>().Where(k => k != ErrorKind.None))
            {
                bool isTransient = kind is not (ErrorKind.Refused or ErrorKind.TooLarge or ErrorKind.Encode or ErrorKind.Decode or ErrorKind.Protocol or ErrorKind.WrongAnswer or ErrorKind.Internal);
                bool isUnsent = kind is not (ErrorKind.Remote or ErrorKind.ConnectionLost);
                data.Add(CallOutcome.Failed(kind, "no"), false, isTransient && isUnsent);
                data.Add(CallOutcome.Failed(kind, "no"), true, isTransient);
                data.Add(CallOutcome.Failed(kind, "no") with { IsUnsent = true }, false, isTransient);
            }
            data.Add(CallOutcome.Timeout, true, false);
            data.Add(CallOutcome.Cancelled, true, false);
            data.Add(CallOutcome.Ok, true, false);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public Task An_attempt_is_made_again_where_time_may_mend_it_and_twice_does_no_harm(CallOutcome ending, bool idempotent, bool again) => VirtualTime.RunAsync(async time =>
    {
        int attempts = 0;
        var transport = new ScriptedStrategy(attempt =>
        {
            attempts++;
            attempt.Fail(ending);
        });
        await using RpcClient client = transport.Client(time, new ClientOptions { Retry = new RetryOptions { Attempts = 3 } });

        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1), idempotent: idempotent);
        time.Advance(5_000);

        CallOutcome outcome = await call;
        Assert.Equal(again ? 3 : 1, attempts);
        Assert.Equal(attempts - 1, outcome.Attempts.Retries);
        Assert.Equal((ending.Kind, ending.Error), (outcome.Kind, outcome.Error));
    });

    [Fact]
    public Task The_answer_after_a_failure_counts_and_the_time_of_the_first_attempt_is_kept() => VirtualTime.RunAsync(async time =>
    {
        ScriptedStrategy.Attempt? current = null;
        var transport = new ScriptedStrategy(attempt => current = attempt);
        await using RpcClient client = transport.Client(time, new ClientOptions { Retry = new RetryOptions { Attempts = 2 } });

        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
        ScriptedStrategy.Attempt first = current!;
        time.Advance(70);
        first.Fail(NotConnected);
        time.Advance(500);
        Assert.NotSame(first, current);
        current!.Reply(7);

        CallOutcome outcome = await call;
        Assert.True(outcome.IsOk, outcome.Message);
        Assert.Equal(new CallAttempts(1, 0, 70_000_000), outcome.Attempts);
    });

    [Fact]
    public async Task Waits_are_drawn_evenly_from_zero_to_a_limit_that_doubles()
    {
        const int Calls = 400;
        List<double>[] waits = [.. (await Task.WhenAll(Enumerable.Range(0, Calls).Select(seed => WaitsAsync((ulong)seed, Unbounded))))
            .SelectMany(w => w.Index()).GroupBy(w => w.Index, w => w.Item).Select(g => g.ToList())];

        Assert.Equal(9, waits.Length);
        for (int retry = 0; retry < waits.Length; retry++)
        {
            double limit = Math.Min(100 * Math.Pow(2, retry), 1_000);
            Assert.Equal(Calls, waits[retry].Count);
            Assert.InRange(waits[retry].Min(), 0, limit * 0.05);
            Assert.InRange(waits[retry].Max(), limit * 0.95, limit);
            Assert.InRange(waits[retry].Average(), limit * 0.43, limit * 0.57);
        }
    }

    [Fact]
    public async Task The_seed_decides_the_waits()
    {
        double[] waits = await WaitsAsync(1, Unbounded);

        Assert.Equal(waits, await WaitsAsync(1, Unbounded));
        Assert.NotEqual(waits, await WaitsAsync(2, Unbounded));
    }

    [Fact]
    public Task No_attempt_begins_after_the_deadline_and_the_failure_keeps_its_reason() => VirtualTime.RunAsync(async time =>
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            long start = time.GetTimestamp();
            var attemptsAt = new List<long>();
            var transport = new ScriptedStrategy(attempt =>
            {
                attemptsAt.Add(time.GetTimestamp() - start);
                attempt.Fail(NotConnected);
            });
            await using RpcClient client = transport.Client(time, new ClientOptions { Deadline = TimeSpan.FromSeconds(1), Retry = Unbounded, Seed = seed });

            Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
            time.AdvanceUntil(() => call.IsCompleted, TimeSpan.FromSeconds(1));

            CallOutcome outcome = await call;
            Assert.All(attemptsAt, at => Assert.InRange(at, 0, 999_999_999));
            Assert.InRange(attemptsAt.Count, 2, 10);
            Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
            Assert.Equal(attemptsAt.Count - 1, outcome.Attempts.Retries);
        }
    });

    [Fact]
    public Task An_attempt_that_is_due_when_the_time_is_over_is_not_made() => VirtualTime.RunAsync(async time =>
    {
        int attempts = 0;
        var transport = new ScriptedStrategy(attempt =>
        {
            attempts++;
            attempt.Fail(NotConnected);
        });
        await using RpcClient client = transport.Client(time, new ClientOptions { Deadline = TimeSpan.FromSeconds(1), Retry = Unbounded with { Attempts = 2 } });

        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
        time.Skip(TimeSpan.FromSeconds(2));

        Assert.Equal(OutcomeKind.Timeout, (await call).Kind);
        Assert.Equal(1, attempts);
    });

    [Fact]
    public Task The_budget_of_a_client_is_shared_by_its_calls() => VirtualTime.RunAsync(async time =>
    {
        int attempts = 0;
        var transport = new ScriptedStrategy(attempt =>
        {
            attempts++;
            attempt.Fail(NotConnected);
        });
        await using RpcClient client = transport.Client(time, new ClientOptions { Retry = new RetryOptions { Attempts = 3, BudgetTokens = 10 } });

        for (int i = 0; i < 100; i++)
        {
            Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(i), idempotent: i % 2 == 0);
            time.Advance(200);
            Assert.Equal(ErrorKind.ConnectFailed, (await call).Error);
        }

        // 10 tokens, of which failures may use up 5: the fifth failure is the second call's second.
        Assert.Equal(100 + 3, attempts);
    });

    [Fact]
    public Task A_call_cancelled_while_it_waits_ends_at_once_and_is_made_no_more() => VirtualTime.RunAsync(async time =>
    {
        int attempts = 0;
        var transport = new ScriptedStrategy(attempt =>
        {
            attempts++;
            attempt.Fail(NotConnected);
        });
        await using RpcClient client = transport.Client(time, new ClientOptions { Retry = Unbounded with { Backoff = TimeSpan.FromSeconds(1) } });
        using var cancellation = new CancellationTokenSource();

        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1), cancellation: cancellation.Token);
        Assert.False(call.IsCompleted);
        await cancellation.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await call.WaitAsync(TimeSpan.FromSeconds(20))).Kind);
        time.Advance(20_000);
        Assert.Equal(1, attempts);
    });

    [Fact]
    public Task The_attempt_after_a_failure_goes_to_another_provider() => VirtualTime.RunAsync(async time =>
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var went = new List<int>();
            var transport = new ScriptedStrategy(attempt =>
            {
                went.Add(attempt.Provider);
                attempt.Fail(NotConnected);
            });
            await using RpcClient client = transport.Client(
                time, new ClientOptions { Retry = Unbounded with { Attempts = 4 }, Seed = seed }, new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2), ListedProviders.Of(3)));

            Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
            time.Advance(5_000);
            await call;

            Assert.Equal(4, went.Count);
            Assert.All(went.Zip(went.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        }
    });

    /// <summary>The waits of one call between its attempts, ms.</summary>
    private static Task<double[]> WaitsAsync(ulong seed, RetryOptions retry) => Task.Run(async () =>
    {
        var time = new VirtualTime();
        var attemptsAt = new List<double>();
        var transport = new ScriptedStrategy(attempt =>
        {
            attemptsAt.Add(time.GetTimestamp() / 1e6);
            attempt.Fail(NotConnected);
        });
        await using RpcClient client = transport.Client(time, new ClientOptions { Deadline = TimeSpan.FromHours(1), Retry = retry, Seed = seed });
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));
        time.Advance(30_000);
        await call;
        return (double[])[.. attemptsAt.Zip(attemptsAt.Skip(1), (before, after) => after - before)];
    });
}
