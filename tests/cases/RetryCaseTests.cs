using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Retries;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>Every server fails: what retries add to their load, within the budget and without it.</summary>
[Collection(ProcessTests.Name)]
public sealed class RetryCaseTests
{
    [Theory]
    [InlineData(10, 1.001, 1.1)]
    [InlineData(0, 3, 3)]
    public Task Case41_where_every_provider_fails_the_budget_keeps_retries_below_a_tenth(double tokens, double least, double most) => VirtualTime.RunAsync(async time =>
    {
        const int Batches = 50;
        const int Calls = 20;
        int attempts = 0;
        var transport = new ScriptedStrategy(attempt =>
        {
            attempts++;
            attempt.Fail(CallOutcome.Failed(ErrorKind.Remote, "no"));
        });
        var options = new ClientOptions { Retry = new RetryOptions { Attempts = 3, BudgetTokens = tokens } };
        await using RpcClient client = transport.Client(time, options, new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2), ListedProviders.Of(3)));
        int retries = 0;

        for (int batch = 0; batch < Batches; batch++)
        {
            Task<CallOutcome>[] calls = [.. Enumerable.Range(0, Calls).Select(i => client.OutcomeAsync(new ProbeRequest(i), idempotent: true))];
            time.Advance(1_000);
            CallOutcome[] outcomes = await Task.WhenAll(calls);
            Assert.All(outcomes, o => Assert.Equal(ErrorKind.Remote, o.Error));
            retries += outcomes.Sum(o => o.Attempts.Retries);
        }

        Assert.Equal((Batches * Calls) + retries, attempts);
        Assert.InRange((double)attempts / (Batches * Calls), least, most);
    });

    [Theory]
    [InlineData("0.1", 1, 1.1)]
    [InlineData("unlimited", 2, 3)]
    public async Task Case41_a_run_against_servers_that_all_fail_is_not_multiplied_by_its_retries(string budget, double least, double most)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "open:200", "--duration", "4s", "--warmup", "200ms",
            "--rounds", "1", "--providers", "2", "--faults", "at 0s fail 100%", "--attempts", "3", "--retry-budget", budget, "--json", "--out", folder.Path);

        // Nothing may be ok, or what came before the servers were told to fail.
        Assert.True(result.ExitCode is 0 or 3 or 4, result.Error);
        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        CallCounts counts = round.Counts;
        Assert.True(counts.Error > 400, $"{counts}");
        Assert.Equal(["remote"], round.Errors.Keys);
        Assert.True(counts.Retries > 0, $"{counts}");
        Assert.Equal(counts.Started + counts.Retries, counts.Attempts);
        Assert.InRange((double)counts.Attempts / counts.Started, least, most);
    }
}
