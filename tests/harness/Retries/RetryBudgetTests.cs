using Bench.Harness.Retries;

namespace Bench.Tests.Harness.Retries;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Failures_use_up_half_of_it_and_then_no_retry_is_allowed()
    {
        var budget = new RetryBudget(tokens: 10, returned: 0.1);

        Repeat(4, budget.Failed);
        Assert.True(budget.Allows);
        budget.Failed();
        Assert.False(budget.Allows);
    }

    [Fact]
    public void Successes_fill_it_up_a_part_of_a_token_at_a_time_and_never_above_its_size()
    {
        var budget = new RetryBudget(tokens: 10, returned: 0.1);
        Repeat(1_000, budget.Failed);

        Repeat(50, budget.Succeeded);
        Assert.False(budget.Allows);
        budget.Succeeded();
        Assert.True(budget.Allows);

        Repeat(10_000, budget.Succeeded);
        Repeat(5, budget.Failed);
        Assert.False(budget.Allows);
    }

    [Fact]
    public void Without_tokens_there_is_no_bound()
    {
        var budget = new RetryBudget(tokens: 0, returned: 0.1);

        Repeat(1_000, budget.Failed);

        Assert.True(budget.Allows);
    }

    [Fact]
    public void No_failure_is_lost_between_threads()
    {
        var budget = new RetryBudget(tokens: 100_000, returned: 0.1);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() => Repeat(12_499, budget.Failed)))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Repeat(3, budget.Failed);
        Assert.True(budget.Allows);
        budget.Failed();
        Assert.False(budget.Allows);
    }

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
