using System.Diagnostics;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Bench.Harness.Time;
using Bench.Impostors;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>Real server processes that are killed, frozen and stopped while calls are under way.</summary>
[Collection(ProcessTests.Name)]
public sealed class ServerEndCaseTests
{
    private static readonly Lingering Forever = new() { Ms = -1 };

    [Fact]
    public async Task Case23_ten_thousand_calls_under_way_at_a_killed_server_all_end_as_connection_lost()
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        await using RpcClient client = server.Client("multiplexed", new ClientOptions { Deadline = TimeSpan.FromMinutes(5) });
        Task<CallOutcome>[] calls = [.. Enumerable.Range(0, 10_000).Select(_ => client.LingerAsync(Forever))];
        // Answered behind them all on every connection: they have arrived.
        for (int i = 0; i < 8; i++)
        {
            Assert.True((await client.LingerAsync(new Lingering())).IsOk);
        }

        await server.SignalAsync("KILL");

        CallOutcome[] outcomes = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(128 + 9, await server.EndAsync());
        Assert.All(outcomes, o => Assert.Equal(ErrorKind.ConnectionLost, o.Error));
        Assert.All(outcomes, o => Assert.Contains("unknown", o.Message, StringComparison.Ordinal));
        Assert.Equal(ErrorKind.ConnectFailed, (await client.LingerAsync(new Lingering())).Error);
    }

    [Fact]
    public async Task Case24_a_frozen_server_gives_timeouts_and_then_answers_on_the_same_connection()
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        await using RpcClient client = server.Client(
            "multiplexed", new ClientOptions { Connections = 1, Deadline = TimeSpan.FromMilliseconds(300), Heartbeat = TimeSpan.FromSeconds(30) });
        await Eventually.HoldsAsync(async () => (await client.LingerAsync(new Lingering())).IsOk, "the server answers");
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);
        long lateBefore = client.Statistics.UnwantedAnswers.Late;

        await server.SignalAsync("STOP");
        // Ten seconds of deadlines.
        for (int i = 0; i < 34; i++)
        {
            Assert.Equal(OutcomeKind.Timeout, (await client.LingerAsync(new Lingering())).Kind);
        }
        await server.SignalAsync("CONT");

        await Eventually.HoldsAsync(async () => (await client.LingerAsync(new Lingering())).IsOk, "the server answers again");
        // A request whose time is over may have been given up by the server, and may have been answered.
        Assert.InRange(client.Statistics.UnwantedAnswers.Late - lateBefore, 1, 100);
        ConnectionWindow window = client.Statistics.EndWindow(start);
        Assert.Equal((1, 0), (window.Opened, window.Reconnects));
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case29_a_server_that_is_stopped_finishes_the_calls_under_way_and_turns_the_others_away(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        await using RpcClient client = server.Client(strategy, new ClientOptions { Pool = 8 });
        Assert.True((await client.LingerAsync(new Lingering())).IsOk);
        Task<CallOutcome>[] underWay = [.. Enumerable.Range(0, 8).Select(i => client.LingerAsync(new Lingering { Number = i, Ms = 2_000 }))];
        await Task.Delay(500);

        await server.SignalAsync("TERM");
        await Task.Delay(300);
        CallOutcome[] later = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.LingerAsync(new Lingering { Number = i }))).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.All(await Task.WhenAll(underWay), o => Assert.True(o.IsOk, o.Message));
        Assert.All(later, o => Assert.True(o.IsUnsent && o.Error is ErrorKind.ConnectionLost or ErrorKind.ConnectFailed, $"{o}"));
        Assert.Equal(0, await server.EndAsync());
    }

    [Fact]
    public async Task Case29_a_client_that_is_stopped_ends_its_calls_as_cancelled()
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        RpcClient client = server.Client("multiplexed");
        Task<CallOutcome>[] underWay = [.. Enumerable.Range(0, 100).Select(_ => client.LingerAsync(Forever))];
        await Task.Delay(200);

        await client.DisposeAsync();

        Assert.All(await Task.WhenAll(underWay).WaitAsync(TimeSpan.FromSeconds(30)), o => Assert.Equal(OutcomeKind.Cancelled, o.Kind));
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.EndAsync());
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case31_behind_an_idle_pool_a_server_may_be_killed_and_started_again(string strategy)
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        await using RpcClient client = server.Client(strategy, new ClientOptions { Retry = new RetryOptions { Attempts = 3 } });
        for (int restart = 0; restart < 3; restart++)
        {
            CallOutcome[] warm = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.LingerAsync(new Lingering { Ms = 50 })));
            Assert.All(warm, o => Assert.True(o.IsOk, o.Message));

            await server.SignalAsync("KILL");
            await server.EndAsync();
            await server.RestartAsync();
            CallOutcome[] first = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.LingerAsync(new Lingering())));

            // The end of the idle connections was seen, or the request went out into the void and is not made again.
            Assert.All(first, o => Assert.True(o.IsOk || (o.Error == ErrorKind.ConnectionLost && !o.IsUnsent && o.Attempts.Retries == 0), $"{o}"));
        }
    }

    [Fact]
    public async Task Case32_a_call_under_way_at_a_killed_server_is_made_again_only_if_it_may_be_handled_twice()
    {
        using var unobserved = Unobserved.Watch();
        await using LingerServer server = await LingerServer.StartAsync();
        var options = new ClientOptions { Retry = new RetryOptions { Attempts = 10, Backoff = TimeSpan.FromSeconds(1), BudgetTokens = 0 } };
        await using RpcClient client = server.Client("multiplexed", options);
        Task<CallOutcome> once = client.LingerAsync(Forever);
        Task<CallOutcome> again = client.LingerAsync(new Lingering { Ms = 1_500 }, idempotent: true);
        await Task.Delay(500);

        await server.SignalAsync("KILL");
        await server.EndAsync();
        await server.RestartAsync();

        CallOutcome lost = await once;
        Assert.Equal((ErrorKind.ConnectionLost, false, 0), (lost.Error, lost.IsUnsent, lost.Attempts.Retries));
        Assert.Contains("whether the server handled the call is unknown", lost.Message, StringComparison.Ordinal);
        CallOutcome found = await again;
        Assert.True(found.IsOk && found.Attempts.Retries > 0, $"{found}");
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case35_calls_to_a_server_that_is_gone_keep_neither_the_processor_busy_nor_take_threads(string strategy)
    {
        const int Callers = 32;
        using var unobserved = Unobserved.Watch();
        using var self = Process.GetCurrentProcess();
        await using LingerServer server = await LingerServer.StartAsync();
        await using RpcClient client = server.Client(strategy);
        Assert.True((await client.LingerAsync(new Lingering())).IsOk);
        await server.SignalAsync("KILL");
        await server.EndAsync();
        int failed = 0;
        bool stopping = false;
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync))];
        // Until the waits are long, and everything is compiled.
        await Task.Delay(2_000);
        self.Refresh();
        (long startNs, TimeSpan startCpu, int startThreads, int startFailed) = (Clock.System.NowNs, self.TotalProcessorTime, self.Threads.Count, Volatile.Read(ref failed));

        await Task.Delay(4_000);

        self.Refresh();
        double seconds = (Clock.System.NowNs - startNs) / 1e9;
        double busy = (self.TotalProcessorTime - startCpu).TotalSeconds / seconds;
        int more = Volatile.Read(ref failed) - startFailed;
        Volatile.Write(ref stopping, true);
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30));
        // Two attempts a second on average, each of which ends the calls of all callers at most.
        Assert.InRange(more, 1, Callers * 2 * seconds * 4);
        Assert.InRange(busy, 0, 0.5);
        Assert.InRange(self.Threads.Count, 1, startThreads + 8);

        async Task CallAsync()
        {
            while (!Volatile.Read(ref stopping))
            {
                CallOutcome outcome = await client.LingerAsync(new Lingering());
                Assert.True(outcome.Error is ErrorKind.ConnectFailed or ErrorKind.ConnectionLost, $"{outcome}");
                Interlocked.Increment(ref failed);
            }
        }
    }
}
