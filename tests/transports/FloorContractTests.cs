using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Bench.Codecs;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Harness.Wire;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Transports;

/// <summary>What every floor over each of its carriers has to do; both come from the catalog.</summary>
public sealed class FloorContractTests : IAsyncDisposable
{
    private static readonly PlugCatalog Plugs = new(
        typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private readonly string _folder = Directory.CreateTempSubdirectory("rpcbench-test-").FullName;
    private readonly ServedScenario _served = new(Plugs.Find<IScenario>("scenario", "echo"), Plugs.Find<ICodec>("codec", "json"), new EmittedBinding());
    private readonly ConnectionStatistics _statistics = new();
    private IServedEndpoint? _server;

    public static TheoryData<string> Floors => [.. TransportName.All(Plugs).Where(t => t.Kind is IFloor).Select(t => t.Name)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_is_the_floor_of_a_strategy_over_tcp_and_unix()
    {
        Assert.Equal(12, Floors.Count);
        Assert.All(Plugs.All<IFloor>(), f => Assert.Contains(Plugs.All<IConnectionStrategy>(), s => s.Name == f.Strategy));
        Assert.All(Plugs.All<IFloor>(), f => Assert.Equal(["tcp", "unix"], Plugs.All<ICarrier>().Where(f.Runs).Select(c => c.Name)));
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task Counts_bytes_and_connections_add_up(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, requestBytes: 100, replyBytes: 1_024);

        LoadResult result = await floor.DriveAsync(target, Load(4) with { Warmup = TimeSpan.FromMilliseconds(50), Duration = TimeSpan.FromMilliseconds(150) }, null, Stop);

        long calls = result.Warmup.Started + result.Counts.Started;
        Assert.True(result.Counts.AddUp && result.Warmup.AddUp);
        Assert.Equal(calls, result.Warmup.Ok + result.Counts.Ok);
        Assert.True(result.Counts.Ok > 0 && result.Warmup.Ok > 0);
        Assert.Equal(result.Counts.Ok, result.Response.Count);
        Assert.Equal(calls, _served.Handled);
        Assert.Equal(calls, _statistics.Sent);
        Assert.Equal(calls * 100, _statistics.Wire.BytesOut);
        Assert.Equal(calls * 1_024, _statistics.Wire.BytesIn);
        ConnectionWindow connections = _statistics.EndWindow(new ConnectionTotals(0, 0, 0));
        Assert.Equal(floor.IsLongLived ? floor.Budget(new ClientOptions()) ?? 4 : calls, connections.Opened);
        Assert.Equal(0, connections.Lost);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task A_count_is_kept_and_the_smallest_messages_pass(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, requestBytes: 1, replyBytes: 1);

        LoadResult result = await floor.DriveAsync(target, Load(3) with { Count = 100 }, null, Stop);

        Assert.Equal(100, result.Counts.Ok);
        Assert.Equal(100, _served.Handled);
        // A request has room for the sizes that it asks for.
        Assert.Equal(800, _statistics.Wire.BytesOut);
        Assert.Equal(100, _statistics.Wire.BytesIn);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task More_than_buffers_hold_passes_both_ways(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, requestBytes: 700_001, replyBytes: 300_007);

        LoadResult result = await floor.DriveAsync(target, Load(16) with { Count = 64 }, null, Stop);

        Assert.Equal(64, result.Counts.Ok);
        Assert.Equal(64, _served.Handled);
        Assert.Equal(64 * 700_001, _statistics.Wire.BytesOut);
        Assert.Equal(64 * 300_007, _statistics.Wire.BytesIn);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task Stopping_ends_it_and_nothing_is_lost(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, 64, 64);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        LoadResult result = await floor.DriveAsync(target, Load(4) with { Duration = TimeSpan.FromHours(1) }, null, stop.Token);

        Assert.True(result.Interrupted);
        Assert.True(result.Counts.AddUp);
        Assert.Equal(result.Counts.Started, result.Counts.Ok);
        Assert.Equal(result.Counts.Ok, _served.Handled);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task A_server_that_ends_is_an_error_and_no_hang(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, 64, 64);

        Task<LoadResult> driving = floor.DriveAsync(target, Load(4) with { Duration = TimeSpan.FromSeconds(2) }, null, Stop);
        await Task.Delay(200, Stop);
        await _server!.DisposeAsync();
        LoadResult result = await driving;

        Assert.True(result.Counts.AddUp);
        Assert.True(result.Counts.Ok > 0);
        Assert.True(result.Counts.Error >= 1);
        Assert.All(result.Errors.Keys, kind => Assert.True(kind is ErrorKind.ConnectionLost or ErrorKind.ConnectFailed, $"{kind}: {result.ErrorMessages[kind]}"));
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task A_server_that_says_nothing_is_a_timeout(string name)
    {
        var transport = TransportName.Parse(name, Plugs);
        Endpoint endpoint = transport.Carrier.LocalEndpoint(_folder);
        using var deaf = transport.Carrier.Scheme == "unix"
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(endpoint.Scheme == "unix" ? new UnixDomainSocketEndPoint(endpoint.Host) : new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen();
        endpoint = endpoint.Scheme == "unix" ? endpoint : endpoint with { Port = ((IPEndPoint)deaf.LocalEndPoint!).Port };
        var target = new FloorTarget(endpoint, transport.Carrier, 64, 64, _statistics, TimeSpan.FromMilliseconds(200), Clock.System);

        LoadResult result = await ((IFloor)transport.Kind).DriveAsync(target, Load(4) with { Duration = TimeSpan.FromSeconds(1), Deadline = target.Deadline }, null, Stop);

        Assert.True(result.Counts.AddUp);
        Assert.True(result.Counts.Timeout >= 4, $"{result.Counts}");
        Assert.Equal(result.Counts.Started, result.Counts.Timeout + result.Counts.Cancelled);
        Assert.True(result.Response.ValueAtPercentile(0) >= 190_000_000);
        Assert.Equal(0, result.GivenUp);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task Nobody_there_is_an_error_that_says_so(string name)
    {
        (IFloor floor, FloorTarget target) = await ServeAsync(name, 64, 64);
        await _server!.DisposeAsync();

        string message = floor.IsLongLived
            ? (await Assert.ThrowsAsync<ConnectException>(() => floor.DriveAsync(target, Load(4) with { Count = 4 }, null, Stop))).Message
            : (await floor.DriveAsync(target, Load(4) with { Count = 4 }, null, Stop)).ErrorMessages[ErrorKind.ConnectFailed];

        Assert.Contains(target.Endpoint.ToString(), message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Floors))]
    public async Task Whoever_is_no_client_of_a_floor_is_turned_away(string name)
    {
        (_, FloorTarget target) = await ServeAsync(name, 64, 64);
        await using ICarrierConnection stranger = await target.Carrier.ConnectAsync(target.Endpoint, new WireCounter(), Stop);

        var output = (CommittingPipeWriter)stranger.Output;
        output.Write(new byte[64]);
        output.Commit();
        await output.FlushAsync(Stop);

        Assert.True((await stranger.Input.ReadAsync(Stop)).IsCompleted);
        Assert.Equal(0, _served.Handled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }

    private static LoadOptions Load(int workers) => new() { Model = new ClosedLoad(workers), Deadline = TimeSpan.FromSeconds(10) };

    private async Task<(IFloor Floor, FloorTarget Target)> ServeAsync(string name, int requestBytes, int replyBytes)
    {
        var transport = TransportName.Parse(name, Plugs);
        var floor = (IFloor)transport.Kind;
        _server = await floor.ServeAsync(_served, transport.Carrier, transport.Carrier.LocalEndpoint(_folder), Stop);
        return (floor, new FloorTarget(_server.Endpoint, transport.Carrier, requestBytes, replyBytes, _statistics, TimeSpan.FromSeconds(10), Clock.System));
    }
}
