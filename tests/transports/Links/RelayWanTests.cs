using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Time;
using Bench.Tests.Harness.Load;
using Bench.Tests.Support;
using Bench.Transports.Links;

namespace Bench.Tests.Transports.Links;

/// <summary>What a distance costs each strategy, to within 5 %; alone, as it is about time.</summary>
[Collection(nameof(Exclusive))]
public sealed class RelayWanTests
{
    [Theory]
    [InlineData("pooled", "tcp", 1)]
    [InlineData("multiplexed", "tcp", 1)]
    [InlineData("per-call", "tcp", 2)]
    [InlineData("pooled", "tls", 1)]
    [InlineData("per-call", "tls", 3)]
    [InlineData("per-call", "tls-resumed", 3)]
    public async Task A_wan_call_costs_its_round_trips(string strategy, string carrier, int roundTrips)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using LinkRelay relay = await LinkRelay.StartAsync(host.Carrier.LocalEndpoint("unused"), host.Server.Endpoint, RawLink.Profile("wan"), 1);
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1 }, endpoint: relay.Endpoint);
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);
        await probe.AskAsync(new ProbeRequest(0), CancellationToken.None);

        // Other load on the machine only ever adds: the best of a few medians is the link's own.
        double median = double.MaxValue;
        for (int attempt = 0; attempt < 5 && median > 40 * roundTrips * 1.05; attempt++)
        {
            double[] took = new double[24];
            for (int i = 0; i < took.Length; i++)
            {
                long startNs = Clock.System.NowNs;
                await probe.AskAsync(new ProbeRequest(i), CancellationToken.None);
                took[i] = (Clock.System.NowNs - startNs) / 1e6;
                Assert.True(scope.Outcome.IsOk, scope.Outcome.Message);
            }
            Assert.All(took, t => Assert.True(t >= 40 * roundTrips, $"{t} ms"));
            median = Math.Min(median, took.Order().ElementAt(took.Length / 2));
        }
        Assert.InRange(median, 40 * roundTrips, 40 * roundTrips * 1.05);
    }
}
