using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>Many connections lose their server together, or find it gone for long: in virtual time.</summary>
public sealed class ReconnectCaseTests
{
    private const int Crowd = 1_000;

    [Theory]
    [InlineData("pooled", Crowd, 1)]
    [InlineData("multiplexed", Crowd, 1)]
    [InlineData("multiplexed", 1, Crowd)]
    public Task Case34_a_thousand_connections_come_back_spread_out_and_ask_at_a_bounded_rate(string strategy, int clients, int connections) => VirtualTime.RunAsync(async time =>
    {
        var server = new AbsentServer(time);
        var options = new ClientOptions { Connections = connections, Pool = connections, Heartbeat = TimeSpan.Zero, Deadline = TimeSpan.FromHours(1) };
        await using var callers = EagerCallers.Start(
            [.. Enumerable.Range(0, clients).Select(i => server.Carrier.Client(strategy, options with { Seed = (ulong)i }, time.Clock))], Crowd);
        // Nobody has lost anything yet.
        Assert.Equal(Crowd, server.AttemptsWithin(TimeSpan.Zero));

        await server.LoseAllAsync(callers);
        time.Advance(11);
        Assert.Equal(Crowd, server.Attempts);
        Assert.InRange(server.MostWithin(milliseconds: 1), 1, Crowd * 0.15);

        server.IsAway = true;
        await server.LoseAllAsync(callers);
        time.Advance(10);
        Assert.InRange(server.MostWithin(milliseconds: 1), 1, Crowd * 0.25);
        time.Advance(5_000);
        for (int second = 0; second < 5; second++)
        {
            server.Forget();
            time.Advance(1_000);
            // At the limit, a wait takes half a second on average.
            Assert.InRange(server.Attempts, Crowd * 1.8, Crowd * 2.2);
            Assert.InRange(server.MostWithin(milliseconds: 100), 1, Crowd * 0.3);
        }

        server.Forget();
        server.IsAway = false;
        time.Advance(1_001);
        Assert.Equal(Crowd, server.Attempts);
        Assert.InRange(server.MostWithin(milliseconds: 100), 1, Crowd * 0.25);
    });

    [Theory]
    [InlineData("pooled", 1)]
    [InlineData("multiplexed", 4)]
    public Task Case35_a_server_away_for_ten_minutes_is_asked_for_so_often_and_noticed_when_it_is_back(string strategy, int atOnce) => VirtualTime.RunAsync(async time =>
    {
        var server = new AbsentServer(time) { Takes = TimeSpan.FromMilliseconds(20) };
        var options = new ClientOptions { Heartbeat = TimeSpan.Zero, Deadline = TimeSpan.FromHours(1) };
        await using var callers = EagerCallers.Start([server.Carrier.Client(strategy, options, time.Clock)], callers: 4);
        time.Advance(100);
        Assert.Equal((4, 4, 4), (server.Open, server.Attempts, server.MostAtOnce));

        server.IsAway = true;
        await server.LoseAllAsync(callers);
        time.Advance(2_000);
        server.Forget();
        time.Advance(TimeSpan.FromMinutes(10));

        // Each attempt takes 20 ms and is followed by a wait of 0.5 s on average, 1 s at most.
        Assert.InRange(server.Attempts, 600 * atOnce, 1_400 * atOnce);
        Assert.InRange(server.LongestPause, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.025));
        Assert.InRange(server.MostAtOnce, 1, atOnce);

        server.Forget();
        server.IsAway = false;
        time.Advance(1_050);
        Assert.Equal(4, server.Open);
        Assert.InRange(server.Attempts, 0, 4);
    });

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public Task A_connection_that_nobody_missed_at_once_is_replaced_without_a_wait(string strategy) => VirtualTime.RunAsync(async time =>
    {
        var server = new AbsentServer(time);
        await using RpcClient client = server.Carrier.Client(strategy, clock: time.Clock);
        await client.OpenAllAsync();

        await (await server.Carrier.PeerAsync()).EndAsync();
        time.Advance(10);
        server.Forget();
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1));

        Assert.Equal(1, server.AttemptsWithin(TimeSpan.Zero));
        Assert.False(call.IsCompleted);
    });
}
