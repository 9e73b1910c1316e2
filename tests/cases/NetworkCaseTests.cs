using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>The kernel breaks connections: in a network namespace of the test's own.</summary>
[Collection(ProcessTests.Name)]
public sealed class NetworkCaseTests
{
    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case25_connections_killed_under_load_lose_no_call_and_double_none(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        var service = new TallyService();
        await using ProbeHost host = await ProbeHost.StartAsync(new NamespacedCarrier(network), o => o with { Services = [(ProbeHost.Contract, service)] });
        await using RpcClient client = host.Client(strategy, new ClientOptions { Retry = new RetryOptions { Attempts = 3, BudgetTokens = 0 } });
        await using var load = Workload.Start(client, 16, "yield");
        await load.MoreAsync(200);

        int killed = 0;
        for (int round = 0; round < 10; round++)
        {
            killed += (await EndsAsync(network, host, "dport", "--kill")).Length;
            await load.MoreAsync(200);
        }
        await load.StopAsync();

        Assert.InRange(killed, 20, 200);
        Assert.Empty(service.Doubled);
        Assert.All(load.Outcomes, o => Assert.True(
            o.Value.IsOk ? service.Of(o.Key) == 1 : o.Value is { Error: ErrorKind.ConnectionLost, IsUnsent: false }, $"{o}: handled {service.Of(o.Key)} times"));
        Assert.InRange(load.Count(ErrorKind.ConnectionLost), 1, load.Outcomes.Count / 2);
    }

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case26_resets_on_half_of_the_ports_are_errors_of_connections_and_the_other_half_goes_on(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await using ProbeHost host = await ProbeHost.StartAsync(new NamespacedCarrier(network));
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 8, Pool = 8 });
        await using var load = Workload.Start(client, 16);
        await load.MoreAsync(200);

        // Of the ports that connect takes all are even: the next bit halves them.
        await network.RuleAsync($"tcp dport {host.Server.Endpoint.Port} @th,0,16 & 2 == 2 reject with tcp reset");
        await load.MoreAsync(1_000);
        await load.StopAsync();
        await using var after = Workload.Start(client, 16);
        await after.MoreAsync(500);
        await after.StopAsync();

        Assert.All(load.Outcomes.Values.Where(o => !o.IsOk), o => Assert.True(o.Error is ErrorKind.ConnectionLost or ErrorKind.ConnectFailed, $"{o}"));
        Assert.InRange(load.Outcomes.Values.Count(o => !o.IsOk), 1, int.MaxValue);
        if (strategy == "per-call")
        {
            double refused = after.Count(ErrorKind.ConnectFailed) / (double)after.Outcomes.Count;
            Assert.InRange(refused, 0.2, 0.8);
        }
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case28_calls_into_a_black_hole_end_with_the_heartbeats_and_not_after_a_quarter_of_an_hour(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await using ProbeHost host = await ProbeHost.StartAsync(new NamespacedCarrier(network));
        await using RpcClient client = host.Client(strategy, new ClientOptions { Deadline = TimeSpan.FromMinutes(10) });
        Task<CallOutcome>[] calls = [.. Enumerable.Range(0, 4).Select(i => client.OutcomeAsync(new ProbeRequest(i, null, "hang")))];
        await Eventually.HoldsAsync(() => host.Server.Handled == 4, "the calls are handled");

        long startNs = Clock.System.NowNs;
        await network.RuleAsync("meta l4proto tcp drop");
        CallOutcome[] outcomes = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(60));

        // Two heartbeats and a second, in virtual time exactly so; here with room for a machine that stands still.
        Assert.InRange((Clock.System.NowNs - startNs) / 1e9, 1, 3 + 10);
        Assert.All(outcomes, o => Assert.Equal(ErrorKind.ConnectionLost, o.Error));
        Assert.All(outcomes, o => Assert.Contains("heartbeats unanswered", o.Message, StringComparison.Ordinal));
        await network.NoRulesAsync();
        await Eventually.HoldsAsync(async () => (await client.OutcomeAsync(new ProbeRequest(9))).IsOk, "the way is free again");
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case36_a_half_open_connection_that_is_idle_is_closed_by_its_heartbeats(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await using ProbeHost host = await ProbeHost.StartAsync(new NamespacedCarrier(network));
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.FromMilliseconds(200) });
        Assert.True((await client.OutcomeAsync(new ProbeRequest(1))).IsOk);
        Assert.Single(await EndsAsync(network, host, "dport"));

        await network.RuleAsync("meta l4proto tcp drop");
        await Eventually.HoldsAsync(async () => (await EndsAsync(network, host, "dport")).Length == 0, "the client's end is closed");
        await network.NoRulesAsync();

        CallOutcome outcome = await client.OutcomeAsync(new ProbeRequest(2));
        Assert.True(outcome.IsOk, outcome.Message);
    }

    [Fact]
    public async Task Case36_a_server_has_the_kernel_ask_its_quiet_clients()
    {
        using var unobserved = Unobserved.Watch();
        await using NetworkNamespace network = await NetworkNamespace.CreateAsync();
        await using ProbeHost host = await ProbeHost.StartAsync(new NamespacedCarrier(network));
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { Connections = 1, Heartbeat = TimeSpan.Zero });
        Assert.True((await client.OutcomeAsync(new ProbeRequest(1))).IsOk);

        string end = Assert.Single(await EndsAsync(network, host, "sport", "--options"));

        // The time to the next question, within the half minute.
        Assert.Matches(@"timer:\(keepalive,(([12]?[0-9]|30)sec|[12]?[0-9]\.[0-9]+sec|[0-9]+ms),0\)", end);
    }

    /// <summary>Ends of established connections, a line each: those of clients, whose <c>dport</c> is the server's, or its own, by <c>sport</c>.</summary>
    private static async Task<string[]> EndsAsync(NetworkNamespace network, ProbeHost host, string port, params string[] options) =>
        (await network.DoAsync(["ss", "--tcp", "--no-header", "--numeric", .. options, "state", "established", port, "=", $":{host.Server.Endpoint.Port}"]))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
