using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.Transports;

/// <summary>Local ports: how many connections there can be, and what closed ones leave behind.</summary>
public sealed class PortTests
{
    [Fact]
    public async Task Connections_beyond_the_ports_allowed_are_refused_as_port_exhausted_with_the_remedy()
    {
        PortRange sixteen = PortRange.OfMachine()!.Highest(16);
        await using ProbeHost host = await ProbeHost.StartAsync();
        ICarrier? few = new TcpCarrier().WithPorts(sixteen);
        Assert.SkipWhen(few is null, "this system can't confine ports");
        var wire = new WireCounter();
        var open = new List<ICarrierConnection>();
        try
        {
            ConnectException e = await Assert.ThrowsAsync<ConnectException>(async () =>
            {
                for (int i = 0; i <= sixteen.Count; i++)
                {
                    open.Add(await few.ConnectAsync(host.Server.Endpoint, wire, CancellationToken.None));
                }
            });

            // Some other connection of the machine may hold one of them.
            Assert.InRange(open.Count, 1, sixteen.Count);
            Assert.Equal(ErrorKind.PortExhausted, e.Kind);
            Assert.Contains("use 'pooled' or 'multiplexed'", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            foreach (ICarrierConnection connection in open)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData("tcp", true)]
    [InlineData("tcp-reset", false)]
    public async Task A_connection_per_call_ends_with_a_goodbye_unless_a_reset_is_asked_for(string carrier, bool goodbye)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        ICarrierConnection connection = await ProbeHost.Plugs.Find<ICarrier>("carrier", carrier)
            .ConnectAsync(new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port), new WireCounter(), CancellationToken.None);
        using Socket accepted = await listener.AcceptAsync();
        var read = connection.Input.ReadAsync().AsTask();

        connection.Finish();

        byte[] buffer = new byte[1];
        if (goodbye)
        {
            Assert.Equal(0, await accepted.ReceiveAsync(buffer));
            Assert.True((await read).IsCompleted);
        }
        else
        {
            Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => accepted.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30)))).SocketErrorCode);
            await Assert.ThrowsAnyAsync<Exception>(() => read);
        }
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Each_connection_of_a_call_leaves_its_port_in_time_wait_and_counts_in_its_second()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("per-call");
        IProbe probe = client.CreateClient<IProbe>();
        long before = MachineSnapshot.Take().TimeWait!.Value;
        ConnectionTotals start = client.Statistics.StartWindow(Clock.System.NowNs);

        for (int i = 0; i < 300; i++)
        {
            await probe.AskAsync(new ProbeRequest(i), CancellationToken.None);
        }

        Assert.Equal(300, client.Statistics.EndWindow(start).OpenedBySecond.Sum());
        // Those of other tests come and go, but not by half of these at once.
        await Eventually.HoldsAsync(() => MachineSnapshot.Take().TimeWait - before > 150, "closed connections are in TIME_WAIT");
    }

    [Theory]
    [InlineData("32768\t60999\n", 28_232)]
    [InlineData("1 1", 1)]
    [InlineData("", null)]
    [InlineData("60999 32768", null)]
    [InlineData("0 70000", null)]
    public void The_machines_range_is_read_or_unknown(string text, int? count) => Assert.Equal(count, PortRange.Parse(text)?.Count);

    [Fact]
    public void The_highest_ports_are_taken_and_never_more_than_there_are()
    {
        var range = new PortRange(1_000, 1_999);
        Assert.Equal(new PortRange(1_990, 1_999), range.Highest(10));
        Assert.Equal(range, range.Highest(5_000));
    }
}
