using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>One call on a shared connection is not answered: the others on it are.</summary>
[Collection(ProcessTests.Name)]
public sealed class StalledStreamCaseTests
{
    private const int Callers = 8;
    private const int CallsPerCaller = 250;
    private const int Rounds = 7;

    [Fact]
    public async Task Case42_the_calls_beside_a_stalled_one_on_the_same_connection_are_all_answered()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { Connections = 1, Heartbeat = TimeSpan.Zero });
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);
        await BlockAsync(client);
        var stalled = new List<double>();
        var same = new List<double>();

        for (int round = 0; round < Rounds; round++)
        {
            double before = await BlockAsync(client);
            using var giveUp = new CancellationTokenSource();
            long handled = host.Server.Handled;
            Task<CallOutcome> hanging = client.OutcomeAsync(new ProbeRequest(-1, null, "hang"), cancellation: giveUp.Token);
            await Eventually.HoldsAsync(() => host.Server.Handled == handled + 1, "the call that is to stall has arrived");
            double beside = await BlockAsync(client);
            Assert.False(hanging.IsCompleted);
            Assert.Equal(handled + 1 + (Callers * CallsPerCaller), host.Server.Handled);
            await giveUp.CancelAsync();
            Assert.Equal(OutcomeKind.Cancelled, (await hanging).Kind);
            await Eventually.HoldsAsync(() => host.Service.Cancelled == round + 1, "the server gives the stalled call up");
            double after = await BlockAsync(client);
            stalled.Add(beside / before);
            same.Add(after / before);
        }

        Assert.Equal(1, client.Statistics.EndWindow(start).Opened);
        // How long calls take is told, not judged: the machine is shared.
        TestContext.Current.TestOutputHelper?.WriteLine($"p99 beside a stalled call: {Median(stalled):0.00} of that without it; without one twice: {Median(same):0.00}");
    }

    /// <summary>Calls of several callers, each of which has to be answered with its own number.</summary>
    /// <returns>The p99 of their times, ns.</returns>
    private static async Task<double> BlockAsync(RpcClient client)
    {
        long[][] times = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => CallAsync(client, i * CallsPerCaller)))).WaitAsync(TimeSpan.FromSeconds(60));
        long[] sorted = [.. times.SelectMany(t => t).Order()];
        return sorted[sorted.Length * 99 / 100];
    }

    private static async Task<long[]> CallAsync(RpcClient client, int first)
    {
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);
        long[] times = new long[CallsPerCaller];
        for (int i = 0; i < times.Length; i++)
        {
            long startNs = Clock.System.NowNs;
            ProbeReply reply = await probe.AskAsync(new ProbeRequest(first + i, null, i % 2 == 0 ? "answer" : "yield"), CancellationToken.None);
            times[i] = Clock.System.NowNs - startNs;
            Assert.True(scope.Outcome.IsOk, scope.Outcome.Message);
            Assert.Equal(first + i, reply.Number);
        }
        return times;
    }

    private static double Median(List<double> ratios) => ratios.Order().ElementAt(ratios.Count / 2);
}
