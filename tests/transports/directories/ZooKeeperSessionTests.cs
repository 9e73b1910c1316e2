using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Directories;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;
using Bench.Transports.Directories.ZooKeeper;

namespace Bench.Tests.Transports.Directories;

/// <summary>The client of ZooKeeper's protocol, against a real one.</summary>
[Collection(ProcessTests.Name)]
public sealed class ZooKeeperSessionTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task Nodes_are_made_read_set_listed_and_deleted()
    {
        await using ZooKeeperSession session = Session(await servers.ZooKeeperAsync());

        (await session.SendAsync(ZooKeeperRequest.Create("/a", "één"u8.ToArray(), ephemeral: false), Never)).Checked();
        (await session.SendAsync(ZooKeeperRequest.Create("/a/b", [], ephemeral: false), Never)).Checked();
        (await session.SendAsync(ZooKeeperRequest.Create("/a/c", [], ephemeral: true), Never)).Checked();

        (string text, NodeStat first) = (await session.SendAsync(ZooKeeperRequest.GetData("/a"), Never)).Data();
        Assert.Equal("één", text);
        Assert.Equal(0, first.Version);
        Assert.Equal(0, first.Owner);
        NodeStat second = (await session.SendAsync(ZooKeeperRequest.SetData("/a", "two"u8.ToArray(), 0), Never)).Stat();
        Assert.Equal(first with { Version = 1 }, second);
        Assert.Equal("two", (await session.SendAsync(ZooKeeperRequest.GetData("/a"), Never)).Data().Text);
        Assert.Equal(["b", "c"], (await session.SendAsync(ZooKeeperRequest.GetChildren("/a", watch: false), Never)).Children().Order());
        NodeStat ephemeral = (await session.SendAsync(ZooKeeperRequest.Exists("/a/c"), Never)).Stat();
        Assert.Equal(session.Id, ephemeral.Owner);
        Assert.True(ephemeral.CreatedId > first.CreatedId);
        Assert.Equal(ZooKeeperError.None, (await session.SendAsync(ZooKeeperRequest.Sync("/a"), Never)).Error);
        (await session.SendAsync(ZooKeeperRequest.Delete("/a/b", 0), Never)).Checked();
        Assert.Equal(["c"], (await session.SendAsync(ZooKeeperRequest.GetChildren("/a", watch: false), Never)).Children());
    }

    [Fact]
    public async Task Refusals_say_why()
    {
        await using ZooKeeperSession session = Session(await servers.ZooKeeperAsync());
        (await session.SendAsync(ZooKeeperRequest.Create("/refusals", [], ephemeral: false), Never)).Checked();

        Assert.Equal(ZooKeeperError.NoNode, (await session.SendAsync(ZooKeeperRequest.GetData("/none"), Never)).Error);
        Assert.Equal(ZooKeeperError.NoNode, (await session.SendAsync(ZooKeeperRequest.Exists("/none"), Never)).Error);
        Assert.Equal(ZooKeeperError.NodeExists, (await session.SendAsync(ZooKeeperRequest.Create("/refusals", [], ephemeral: true), Never)).Error);
        Assert.Equal(ZooKeeperError.BadVersion, (await session.SendAsync(ZooKeeperRequest.Delete("/refusals", 7), Never)).Error);
        ZooKeeperReply refused = await session.SendAsync(ZooKeeperRequest.SetData("/refusals", [], 7), Never);
        ZooKeeperException e = Assert.Throws<ZooKeeperException>(() => refused.Stat());
        Assert.Equal(ZooKeeperError.BadVersion, e.Error);
        Assert.Contains("SetData of /refusals", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transaction_is_carried_out_wholly_or_not_at_all()
    {
        await using ZooKeeperSession session = Session(await servers.ZooKeeperAsync());
        (await session.SendAsync(ZooKeeperRequest.Create("/multi", [], ephemeral: false), Never)).Checked();
        var create = ZooKeeperRequest.Create("/multi/a", [], ephemeral: false);

        ZooKeeperReply wrongVersion = await session.SendAsync(ZooKeeperRequest.Multi(ZooKeeperRequest.Check("/multi", 3), create), Never);
        Assert.Equal(ZooKeeperError.BadVersion, wrongVersion.MultiError());
        Assert.Equal(ZooKeeperError.NoNode, (await session.SendAsync(ZooKeeperRequest.Exists("/multi/a"), Never)).Error);
        Assert.Equal(ZooKeeperError.None, (await session.SendAsync(ZooKeeperRequest.Multi(ZooKeeperRequest.Check("/multi", 0), create), Never)).MultiError());
        Assert.Equal(ZooKeeperError.NodeExists, (await session.SendAsync(ZooKeeperRequest.Multi(ZooKeeperRequest.Check("/multi", 0), create), Never)).MultiError());
        ZooKeeperReply replaced = await session.SendAsync(
            ZooKeeperRequest.Multi(ZooKeeperRequest.Check("/multi", 0), ZooKeeperRequest.Delete("/multi/a", -1), create), Never);
        Assert.Equal(ZooKeeperError.None, replaced.MultiError());
    }

    [Fact]
    public async Task Answers_find_their_requests()
    {
        await using ZooKeeperSession session = Session(await servers.ZooKeeperAsync());
        (await session.SendAsync(ZooKeeperRequest.Create("/many", [], ephemeral: false), Never)).Checked();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            (await session.SendAsync(ZooKeeperRequest.Create($"/many/{i}", Encoding.UTF8.GetBytes($"{i}"), ephemeral: true), Never)).Checked();
            Assert.Equal($"{i}", (await session.SendAsync(ZooKeeperRequest.GetData($"/many/{i}"), Never)).Data().Text);
        }));
    }

    [Fact]
    public async Task The_server_bounds_the_timeout()
    {
        await using ZooKeeperSession session = Session(await servers.ZooKeeperAsync(), TimeSpan.FromMilliseconds(1));

        await session.SendAsync(ZooKeeperRequest.Exists("/"), Never);

        Assert.Equal(TimeSpan.FromMilliseconds(200), session.Timeout);
    }

    [Fact]
    public async Task An_ephemeral_node_goes_when_its_session_is_closed()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using ZooKeeperSession other = Session(server);
        ZooKeeperSession session = Session(server);
        (await session.SendAsync(ZooKeeperRequest.Create("/closed", [], ephemeral: true), Never)).Checked();
        Assert.Equal(ZooKeeperError.None, (await other.SendAsync(ZooKeeperRequest.Exists("/closed"), Never)).Error);

        await session.CloseAsync(Never);

        Assert.Equal(ZooKeeperError.NoNode, (await other.SendAsync(ZooKeeperRequest.Exists("/closed"), Never)).Error);
        Assert.True(session.IsOver);
    }

    [Fact]
    public async Task A_session_without_requests_expires_and_says_so()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using ZooKeeperSession other = Session(server);
        await using ZooKeeperSession session = Session(server, TimeSpan.FromMilliseconds(300));
        (await session.SendAsync(ZooKeeperRequest.Create("/expired", [], ephemeral: true), Never)).Checked();

        await Eventually.HoldsAsync(async () => (await other.SendAsync(ZooKeeperRequest.Exists("/expired"), Never)).Error == ZooKeeperError.NoNode, "the node is gone");

        ZooKeeperException e = await Assert.ThrowsAsync<ZooKeeperException>(() => session.SendAsync(ZooKeeperRequest.Exists("/expired"), Never));
        Assert.Equal(ZooKeeperError.SessionExpired, e.Error);
        Assert.True(session.IsOver);
        Assert.Equal(ZooKeeperError.SessionExpired, (await Assert.ThrowsAsync<ZooKeeperException>(() => session.SendAsync(ZooKeeperRequest.Exists("/"), Never))).Error);
    }

    [Fact]
    public async Task A_broken_connection_is_replaced_at_another_host_within_the_session()
    {
        ZooKeeperServer server = await servers.ZooKeeperAsync();
        await using var one = new Relay(server.Endpoint);
        await using var two = new Relay(server.Endpoint);
        await using var session = new ZooKeeperSession([one.Endpoint, two.Endpoint], Long, Clock.System);
        (await session.SendAsync(ZooKeeperRequest.Create("/moved", [], ephemeral: true), Never)).Checked();
        long id = session.Id;
        (Relay used, Relay unused) = one.Accepted == 1 ? (one, two) : (two, one);

        for (int i = 0; i < 4; i++)
        {
            int before = unused.Accepted;
            used.Cut();

            Assert.Equal(id, (await session.SendAsync(ZooKeeperRequest.Exists("/moved"), Never)).Stat().Owner);

            Assert.Equal(id, session.Id);
            Assert.Equal(before + 1, unused.Accepted);
            used.Mend();
            (used, unused) = (unused, used);
        }
    }

    [Fact]
    public async Task Nobody_there_is_said_at_once_and_by_name()
    {
        await using var relay = new Relay(new Endpoint("tcp", "127.0.0.1", 1));
        relay.Cut();
        await using var session = new ZooKeeperSession([relay.Endpoint], Long, Clock.System);

        ZooKeeperException e = await Assert.ThrowsAsync<ZooKeeperException>(() => session.SendAsync(ZooKeeperRequest.Exists("/"), Never));

        Assert.Equal(ZooKeeperError.ConnectionLoss, e.Error);
        Assert.Equal($"nothing listens at {relay.Endpoint} (connection refused)", e.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", nameof(ZooKeeperError.Marshalling), "that is no ZooKeeper")]
    [InlineData("\0\0\0\u0004\0\0\0\0", nameof(ZooKeeperError.Marshalling), "cut short")]
    [InlineData("", nameof(ZooKeeperError.ConnectionLoss), "instead of greeting")]
    public async Task A_peer_that_is_no_ZooKeeper_is_told_from_one(string answer, string error, string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        await using var session = new ZooKeeperSession([endpoint], Long, Clock.System);
        Task<ZooKeeperReply> asked = session.SendAsync(ZooKeeperRequest.Exists("/"), Never);

        using (TcpClient peer = await listener.AcceptTcpClientAsync())
        {
            await peer.GetStream().ReadExactlyAsync(new byte[49]);
            await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        }

        ZooKeeperException e = await Assert.ThrowsAsync<ZooKeeperException>(() => asked);
        Assert.Equal(error, $"{e.Error}");
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stands_still_is_given_up_and_a_caller_may_leave_before()
    {
        await using ZooKeeperServer server = await ZooKeeperServer.StartNewAsync();
        await using ZooKeeperSession session = Session(server);
        await session.SendAsync(ZooKeeperRequest.Exists("/"), Never);
        long id = session.Id;
        await server.FreezeAsync();

        using (var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.SendAsync(ZooKeeperRequest.Exists("/"), leave.Token));
        }
        Assert.Equal(ZooKeeperError.Timeout, (await Assert.ThrowsAsync<ZooKeeperException>(() => session.SendAsync(ZooKeeperRequest.Exists("/"), Never))).Error);
        // The kernel still accepts connections for it.
        ZooKeeperException e = await Assert.ThrowsAsync<ZooKeeperException>(() => session.SendAsync(ZooKeeperRequest.Exists("/"), Never));
        Assert.Equal(ZooKeeperError.Timeout, e.Error);
        Assert.Contains("did not greet", e.Message, StringComparison.Ordinal);

        await server.ThawAsync();
        Assert.Equal(ZooKeeperError.None, (await session.SendAsync(ZooKeeperRequest.Exists("/"), Never)).Error);
        Assert.Equal(id, session.Id);
    }

    private static ZooKeeperSession Session(ZooKeeperServer server, TimeSpan? timeout = null) => new([server.Endpoint], timeout ?? Long, Clock.System);
}
