using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Wire;
using Bench.Tests.Support;
using Bench.Transports.Carriers;
using Bench.Transports.Loops;

namespace Bench.Tests.Transports;

/// <summary>Event loops of the carriers' own (<see cref="IoMode.Inline"/>): what calls over them show is in the contract of transports; here is what only they can get wrong.</summary>
public sealed class EventLoopTests
{
    private const int More = 16 << 20;

    private static ICarrier Tcp => new TcpCarrier().WithIo(IoMode.Inline)!;

    [Fact]
    public void A_wait_that_comes_after_the_event_finds_it()
    {
        var readiness = default(Readiness);

        Assert.False(readiness.Signal());
        Assert.False(readiness.TryAwait());
        Assert.True(readiness.TryTake());
        Assert.True(readiness.TryAwait());
        Assert.True(readiness.Signal());
        Assert.False(readiness.TryTake());
    }

    [Fact]
    public async Task A_wait_and_an_event_that_meet_lose_neither()
    {
        const int Times = 20_000;
        var meeting = new Meeting();
        Task loop = Task.Run(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref meeting.Round) > i);
                if (meeting.Readiness.Signal())
                {
                    meeting.Answered.Release();
                }
            }
        });

        for (int i = 0; i < Times; i++)
        {
            Volatile.Write(ref meeting.Round, i + 1);
            if (meeting.Readiness.TryAwait())
            {
                Assert.True(await meeting.Answered.WaitAsync(TimeSpan.FromSeconds(10)), $"round {i}");
            }
            else
            {
                Assert.True(meeting.Readiness.TryTake(), $"round {i}");
            }
        }
        await loop;
    }

    [Theory]
    [InlineData("tcp on Inline")]
    [InlineData("unix on Inline")]
    public async Task More_than_the_kernel_takes_at_once_arrives_whole(string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier, o => o with { Limits = o.Limits with { MaxFrameBytes = 2 * More } });
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { Limits = new() { MaxFrameBytes = 2 * More } });
        var scope = new CallScope();

        ProbeReply much = await client.CreateClient<IProbe>(scope).AskAsync(new ProbeRequest(More, new string('y', More), "much"), default);

        Assert.True(scope.Outcome.IsOk, scope.Outcome.ToString());
        Assert.Equal(More, much.Text!.Length);
    }

    /// <summary>The server has never had to wait for this connection when it has to wait for room, and waits for the next request before there is some.</summary>
    [Theory]
    [InlineData("tcp on Inline", "per-call")]
    [InlineData("tcp on Inline", "multiplexed")]
    [InlineData("unix on Inline", "per-call")]
    public async Task The_first_reply_of_a_connection_may_be_more_than_the_kernel_takes(string carrier, string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier, o => o with { Limits = o.Limits with { MaxFrameBytes = 2 * More } });
        await using RpcClient client = host.Client(strategy, new ClientOptions { Limits = new() { MaxFrameBytes = 2 * More } });
        var scope = new CallScope();

        ProbeReply much = await client.CreateClient<IProbe>(scope).AskAsync(new ProbeRequest(More, null, "much"), default);

        Assert.True(scope.Outcome.IsOk, scope.Outcome.ToString());
        Assert.Equal(More, much.Text!.Length);
    }

    /// <summary>A loop ends some time after its last socket, and the next one starts it again.</summary>
    [Fact]
    public async Task A_loop_that_has_rested_goes_on()
    {
        await using ProbeHost host = await ProbeHost.StartAsync("tcp on Inline");
        await using RpcClient client = host.Client("per-call", carrier: Tcp);
        var probe = client.CreateClient<IProbe>();
        Assert.Equal(1, (await probe.AskAsync(new ProbeRequest(1), default)).Number);

        await Task.Delay(TimeSpan.FromSeconds(2.5));

        Assert.Equal(2, (await probe.AskAsync(new ProbeRequest(2), default)).Number);
    }

    [Fact]
    public async Task Hundreds_of_connections_share_a_loop()
    {
        const int Connections = 300;
        await using ProbeHost host = await ProbeHost.StartAsync("tcp on Inline");
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = Connections });
        var probe = client.CreateClient<IProbe>();
        Task<ProbeReply>[] held = [.. Enumerable.Range(0, Connections).Select(i => probe.AskAsync(new ProbeRequest(i, null, "hold"), default).AsTask())];
        await Eventually.HoldsAsync(() => host.Server.Connections == Connections, "a connection for each call");

        host.Service.Held.SetResult();

        Assert.Equal(Enumerable.Range(0, Connections), (await Task.WhenAll(held)).Select(r => r.Number).Order());
    }

    [Fact]
    public async Task Connections_that_came_while_nobody_accepted_are_accepted_later()
    {
        ICarrier carrier = Tcp;
        await using ICarrierListener listener = await carrier.ListenAsync(carrier.LocalEndpoint(""), default);
        ValueTask<ICarrierConnection?> first = listener.AcceptAsync(default);
        var clients = new List<ICarrierConnection>();
        for (int i = 0; i < 3; i++)
        {
            clients.Add(await carrier.ConnectAsync(listener.Endpoint, new WireCounter(), default));
        }
        List<ICarrierConnection?> accepted = [await first];

        // Time for the loop to be told of those that wait.
        await Task.Delay(50);
        accepted.Add(await listener.AcceptAsync(default));
        accepted.Add(await listener.AcceptAsync(default));

        Assert.All(accepted, Assert.NotNull);
        foreach (ICarrierConnection? connection in accepted.Concat(clients))
        {
            await connection!.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accept_ends_with_its_listener_or_its_token(bool cancelled)
    {
        ICarrier carrier = Tcp;
        await using ICarrierListener listener = await carrier.ListenAsync(carrier.LocalEndpoint(""), default);
        using var giveUp = new CancellationTokenSource();
        ValueTask<ICarrierConnection?> accept = listener.AcceptAsync(giveUp.Token);

        if (cancelled)
        {
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await accept);
        }
        else
        {
            await listener.DisposeAsync();
            Assert.Null(await accept);
            Assert.Null(await listener.AcceptAsync(default));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flush_to_a_peer_that_does_not_read_ends_with_the_connection(bool aborted)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        ICarrierConnection connection = await Tcp.ConnectAsync(new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port), new WireCounter(), default);
        ValueTask<ReadResult> read = connection.Input.ReadAsync();
        connection.Output.Write(new byte[4 * More]);
        ((CommittingPipeWriter)connection.Output).Commit();
        Task<FlushResult> flush = connection.Output.FlushAsync().AsTask();
        Assert.False(flush.IsCompleted);

        if (aborted)
        {
            connection.Abort();
            Assert.True((await read).IsCompleted);
        }
        else
        {
            await connection.DisposeAsync();
        }

        await Assert.ThrowsAnyAsync<Exception>(() => flush.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(flush.IsCompleted);
        await connection.DisposeAsync();
    }

    private sealed class Meeting
    {
        public Readiness Readiness;
        public int Round;

        public SemaphoreSlim Answered { get; } = new(0);
    }
}
