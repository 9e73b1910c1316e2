using Bench.Harness.Run;

namespace Bench.Tests.Harness.Run;

/// <summary>What a plan says of calls, retries, providers and faults: its ranges.</summary>
public sealed class CellSettingsTests
{
    [Theory]
    [InlineData("attempts", "1")]
    [InlineData("attempts", "10")]
    [InlineData("connections", "1000")]
    [InlineData("pool", "10000")]
    [InlineData("providers", "64")]
    [InlineData("deadline", "\"1ms\"")]
    [InlineData("deadline", "\"1h\"")]
    [InlineData("heartbeat", "\"0ms\"")]
    [InlineData("hedge", "\"1ms\"")]
    [InlineData("lease", "\"100ms\"")]
    [InlineData("retryBudget", "\"1\"")]
    [InlineData("retryBudget", "\"0.01\"")]
    [InlineData("retryBudget", "\"unlimited\"")]
    [InlineData("directory", "\"redis://127.0.0.1:6379\"")]
    [InlineData("directory", "\"zookeeper://127.0.0.1:2181,[::1]:2182\"")]
    [InlineData("faults", "[\"at 1s kill provider 1\"]")]
    public void Values_up_to_the_bounds_are_taken(string member, string value) => Assert.NotNull(Of(member, value));

    [Theory]
    [InlineData("attempts", "0", "attempts is 0: give 1 to 10")]
    [InlineData("attempts", "11", "attempts is 11: give 1 to 10")]
    [InlineData("connections", "0", "connections is 0: give 1 to 1000")]
    [InlineData("pool", "10001", "pool is 10001: give 1 to 10000")]
    [InlineData("providers", "0", "providers is 0: give 1 to 64")]
    [InlineData("providers", "65", "providers is 65: give 1 to 64")]
    [InlineData("deadline", "\"61m\"", "deadline is '61m': give 1ms to 1h")]
    [InlineData("heartbeat", "\"often\"", "heartbeat is 'often': give 0ms to 1h")]
    [InlineData("hedge", "\"0ms\"", "hedge is '0ms': give 1ms to 1h")]
    [InlineData("lease", "\"99ms\"", "lease is '99ms': give 100ms to 1h")]
    [InlineData("retryBudget", "\"0\"", "retryBudget is '0': give the share")]
    [InlineData("retryBudget", "\"1.1\"", "above 0 to 1, or 'unlimited'")]
    [InlineData("retryBudget", "\"much\"", "retryBudget is 'much'")]
    [InlineData("directory", "\"redis://\"", "directory is 'redis://': give static, embedded, redis://HOST:PORT")]
    [InlineData("directory", "\"\"", "directory is ''")]
    [InlineData("faults", "[\"at 1s kill provider 2\"]", "'at 1s kill provider 2' names provider 2: there are 1")]
    [InlineData("faults", "[\"at 1s kill provider 0\"]", "names provider 0")]
    [InlineData("faults", "[\"soon\"]", "The fault 'soon' can't be read")]
    public void Values_beyond_are_named_with_their_range(string member, string value, string message) =>
        Assert.Contains(message, Assert.Throws<PlanException>(() => Of(member, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_budget_is_a_share_of_the_calls_or_none()
    {
        Assert.Equal(0.25, Of("retryBudget", "\"0.25\"").Client.Retry.BudgetReturn);
        Assert.Equal(0, Of("retryBudget", "\"unlimited\"").Client.Retry.BudgetTokens);
        Assert.Equal((10, 0.1), (Of("attempts", "3").Client.Retry.BudgetTokens, Of("attempts", "3").Client.Retry.BudgetReturn));
    }

    [Fact]
    public void Calls_draw_from_the_seed_of_the_run() => Assert.Equal(77ul, Of("seed", "77").Client.Seed);

    private static CellSettings Of(string member, string value) =>
        CellSettings.Of(PlanDefaults.Plan.With(PlanFile.Parse($$"""{"{{member}}": {{value}}}""", "mine")));
}
