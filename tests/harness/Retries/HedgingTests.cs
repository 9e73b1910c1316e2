using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Randomness;
using Bench.Harness.Retries;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Retries;

/// <summary>A second attempt beside a slow one: in virtual time.</summary>
public sealed class HedgingTests
{
    private static readonly CallOutcome Lost = CallOutcome.Failed(ErrorKind.ConnectionLost, "lost");

    private static readonly RetryOptions Hedged = new() { Hedge = TimeSpan.FromMilliseconds(50) };

    private readonly List<ScriptedStrategy.Attempt> _attempts = [];

    [Fact]
    public Task The_first_answer_counts_and_the_other_attempt_is_cancelled() => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = CallAsync(client);
        time.Advance(49);
        Assert.Single(_attempts);
        time.Advance(1);
        Assert.Equal(2, _attempts.Count);

        Assert.True(_attempts[1].Reply(1));

        CallOutcome outcome = await call;
        Assert.True(outcome.IsOk, outcome.Message);
        Assert.Equal((0, 1), (outcome.Attempts.Retries, outcome.Attempts.Hedges));
        Assert.False(_attempts[0].Reply(2));
    });

    [Fact]
    public Task The_slow_attempt_may_still_win() => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = CallAsync(client);
        time.Advance(60);

        Assert.True(_attempts[0].Reply(1));

        CallOutcome outcome = await call;
        Assert.True(outcome.IsOk, outcome.Message);
        Assert.Equal(1, outcome.Attempts.Hedges);
        Assert.False(_attempts[1].Reply(2));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public Task A_failure_is_no_answer_while_the_other_attempt_is_under_way(int first) => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = CallAsync(client);
        time.Advance(60);

        _attempts[first].Fail(Lost);
        time.Advance(60);
        Assert.False(call.IsCompleted);
        _attempts[1 - first].Reply(1);

        Assert.True((await call).IsOk);
        Assert.Equal(2, _attempts.Count);
    });

    [Fact]
    public Task When_both_fail_the_call_has_failed() => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = CallAsync(client);
        time.Advance(60);

        _attempts[1].Fail(Lost);
        _attempts[0].Fail(Lost);

        CallOutcome outcome = await call;
        Assert.Equal(ErrorKind.ConnectionLost, outcome.Error);
        Assert.Equal((0, 1), (outcome.Attempts.Retries, outcome.Attempts.Hedges));
    });

    [Fact]
    public Task A_failure_before_the_time_of_the_hedge_is_the_outcome() => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = CallAsync(client);

        _attempts[0].Fail(Lost);
        time.Advance(500);

        Assert.Equal(ErrorKind.ConnectionLost, (await call).Error);
        Assert.Single(_attempts);
    });

    [Fact]
    public Task A_call_that_may_not_be_handled_twice_gets_no_hedge() => RunAsync(async (time, client) =>
    {
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));

        time.Advance(5_000);
        Assert.Single(_attempts);
        _attempts[0].Reply(1);

        Assert.True((await call).IsOk);
    });

    [Fact]
    public Task Without_budget_there_is_no_hedge() => RunAsync(async (time, client) =>
    {
        for (int i = 0; i < 5; i++)
        {
            Task<CallOutcome> failing = CallAsync(client);
            _attempts[i].Fail(Lost);
            await failing;
        }

        Task<CallOutcome> call = CallAsync(client);
        time.Advance(5_000);
        Assert.Equal(6, _attempts.Count);
        _attempts[5].Reply(1);

        Assert.True((await call).IsOk);
    });

    [Fact]
    public Task The_hedge_goes_to_another_provider() => RunAsync(
        async (time, client) =>
        {
            for (int i = 0; i < 20; i++)
            {
                _attempts.Clear();
                Task<CallOutcome> call = CallAsync(client);
                time.Advance(60);
                Assert.NotEqual(_attempts[0].Provider, _attempts[1].Provider);
                _attempts[1].Reply(1);
                await call;
            }
        },
        new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));

    [Fact]
    public Task Cancelling_ends_both_attempts_and_the_call_once() => RunAsync(async (time, client) =>
    {
        using var cancellation = new CancellationTokenSource();
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1), idempotent: true, cancellation.Token);
        time.Advance(60);

        await cancellation.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await call.WaitAsync(TimeSpan.FromSeconds(20))).Kind);
        Assert.All(_attempts, attempt => Assert.False(attempt.Reply(1)));
    });

    [Fact]
    public Task A_retry_follows_when_attempt_and_hedge_have_failed() => RunAsync(
        async (time, client) =>
        {
            Task<CallOutcome> call = CallAsync(client);
            time.Advance(60);
            _attempts[0].Fail(Lost);
            _attempts[1].Fail(Lost);
            time.Advance(45);
            Assert.Equal(3, _attempts.Count);
            _attempts[2].Reply(1);

            CallOutcome outcome = await call;
            Assert.True(outcome.IsOk, outcome.Message);
            Assert.Equal((1, 1), (outcome.Attempts.Retries, outcome.Attempts.Hedges));
        },
        retry: Hedged with { Attempts = 2 });

    /// <summary>Whenever the attempts end, and however: the first answer counts, and without one the call has failed.</summary>
    [Fact]
    public Task Any_course_gives_exactly_one_outcome() => RunAsync(
        async (time, client) =>
        {
            var draws = new SplitMix64(42);
            for (int i = 0; i < 3_000; i++)
            {
                _attempts.Clear();
                (int At, bool Ok)[] ends = [(draws.Next(100), draws.Next(2) == 0), (50 + draws.Next(100), draws.Next(2) == 0)];
                int outcomes = 0;
                Task<CallOutcome> call = CallAsync(client);
                Task counted = call.ContinueWith(_ => outcomes++, TaskContinuationOptions.ExecuteSynchronously);
                for (int ms = 0; ms < 150; ms++)
                {
                    foreach ((int attempt, (int at, bool ok)) in ends.Index().Where(e => e.Item.At == ms && e.Index < _attempts.Count))
                    {
                        _ = ok ? _attempts[attempt].Reply(attempt) : _attempts[attempt].Fail(Lost);
                    }
                    time.Advance(1);
                }

                bool hedged = ends[0].At >= 50;
                CallOutcome outcome = await call;
                await counted;
                Assert.Equal(1, outcomes);
                Assert.Equal(hedged ? 2 : 1, _attempts.Count);
                Assert.Equal(ends[0].Ok || (hedged && ends[1].Ok), outcome.IsOk);
                Assert.All(_attempts, attempt => Assert.False(attempt.Reply(9)));
            }
        },
        retry: Hedged with { BudgetTokens = 0 });

    private static Task<CallOutcome> CallAsync(RpcClient client) => client.OutcomeAsync(new ProbeRequest(1), idempotent: true);

    private Task RunAsync(Func<VirtualTime, RpcClient, Task> test, IProviderSource? providers = null, RetryOptions? retry = null) => VirtualTime.RunAsync(async time =>
    {
        await using RpcClient client = new ScriptedStrategy(_attempts.Add).Client(time, new ClientOptions { Retry = retry ?? Hedged }, providers);
        await test(time, client);
    });
}
