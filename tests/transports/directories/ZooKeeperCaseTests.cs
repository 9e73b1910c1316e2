using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;
using Bench.Transports.Directories.ZooKeeper;

namespace Bench.Tests.Transports.Directories;

/// <summary>The catalogue's case of ZooKeeper: sessions that expire.</summary>
[Collection(ProcessTests.Name)]
public sealed class ZooKeeperCaseTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly Endpoint Here = new("tcp", "127.0.0.1", 5000);
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Case50_The_node_of_an_older_session_is_replaced_and_outlives_it()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        var shorter = TimeSpan.FromSeconds(1);
        var longer = TimeSpan.FromMinutes(1);
        await using IDirectory crashed = await RealServers.OpenAsync("zookeeper", server.Endpoint);
        await using IDirectory restarted = await RealServers.OpenAsync("zookeeper", server.Endpoint);
        await using var looking = new ZooKeeperSession([server.Endpoint], longer, Clock.System);
        await using Followers followers = await Followers.StartAsync("zookeeper", server.Endpoint, "case50", 2);
        Provider first = await crashed.RegisterAsync("case50", "one", Here, shorter, Never);
        await followers.AllKnowAsync("one");
        followers.StartCount();
        NodeStat old = await StatAsync(looking);

        Provider second = await restarted.RegisterAsync("case50", "one", Here, longer, Never);
        NodeStat replaced = await StatAsync(looking);
        await Task.Delay(4 * shorter);

        Assert.NotEqual(old.Owner, replaced.Owner);
        Assert.NotEqual(old.CreatedId, replaced.CreatedId);
        Assert.Equal(replaced, await StatAsync(looking));
        Assert.Equal(LeaseState.Superseded, await crashed.RenewAsync("case50", first, shorter, Never));
        Assert.Equal(LeaseState.Renewed, await restarted.RenewAsync("case50", second, longer, Never));
        Assert.All(followers.Views, v => Assert.Equal([second], v.Current.Providers));
        Assert.Equal(1, followers.Fewest);
    }

    [Fact]
    public async Task Case50_A_session_that_has_expired_is_no_lease_any_more_and_the_next_one_is_its_own()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        var lease = TimeSpan.FromSeconds(1);
        await using IDirectory directory = await RealServers.OpenAsync("zookeeper", server.Endpoint);
        Provider first = await directory.RegisterAsync("expired", "one", Here, lease, Never);
        for (int i = 0; i < 8; i++)
        {
            await Task.Delay(lease / 4);
            Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("expired", first, lease, Never));
        }

        await Eventually.HoldsAsync(async () => (await directory.ListAsync("expired", Never)).Count == 0, "the lease is over without renewals");

        Assert.Equal(LeaseState.Gone, await directory.RenewAsync("expired", first, lease, Never));
        Provider second = await directory.RegisterAsync("expired", "one", Here, lease, Never);
        Assert.True(second.Epoch > first.Epoch);
        Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("expired", second, lease, Never));
        Assert.Equal(LeaseState.Superseded, await directory.RenewAsync("expired", first, lease, Never));
    }

    private static async Task<NodeStat> StatAsync(ZooKeeperSession looking) =>
        (await looking.SendAsync(ZooKeeperRequest.Exists("/rpcbench/case50/providers/one"), Never)).Stat();
}
