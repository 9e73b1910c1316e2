using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>What a client makes of a server's bytes.</summary>
public sealed class ClientInputTests
{
    [Fact]
    public async Task Case3_replies_split_at_every_byte_reach_their_calls()
    {
        for (int split = 0, length = 1; split < length; split++)
        {
            var carrier = new HeldCarrier();
            await using RpcClient client = carrier.Client();
            (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 3);
            byte[] stream = Frames.Join([Frames.HelloAck(), .. ids.Select(id => Frames.Reply(id, 7))]);
            length = stream.Length;

            await server.SendAsync(stream.AsMemory(0, split));
            await Task.Yield();
            await server.SendAsync(stream.AsMemory(split));

            Assert.All(await EndAsync(calls), o => Assert.True(o.IsOk, o.Message));
        }
    }

    [Fact]
    public async Task Case3_replies_that_come_byte_by_byte_reach_their_calls()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 3);
        foreach (byte one in Frames.Join([Frames.HelloAck(), .. ids.Select(id => Frames.Reply(id, 7))]))
        {
            await server.SendAsync(new[] { one });
        }

        Assert.All(await EndAsync(calls), o => Assert.True(o.IsOk, o.Message));
    }

    [Theory]
    [InlineData(0, "closed the connection")]
    [InlineData(3, "in the middle of a frame")]
    [InlineData(19, "in the middle of a frame")]
    [InlineData(25, "in the middle of a frame")]
    public async Task Case5_an_end_within_a_reply_is_a_lost_connection(int bytes, string named)
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 2);

        await server.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Reply(ids[0], 1)]));
        await server.SendAsync(Frames.Reply(ids[1], 1).AsMemory(0, bytes));
        await server.EndAsync();

        CallOutcome[] outcomes = await EndAsync(calls);
        Assert.Single(outcomes, o => o.IsOk);
        CallOutcome lost = Assert.Single(outcomes, o => o.Error == ErrorKind.ConnectionLost);
        Assert.Contains(named, lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case17_a_reply_after_the_timeout_is_counted_and_completes_nothing()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client(options: new ClientOptions { Connections = 1, Deadline = TimeSpan.FromMilliseconds(300), Heartbeat = TimeSpan.Zero });
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 1);

        Assert.Equal(OutcomeKind.Timeout, (await EndAsync(calls))[0].Kind);
        Assert.Equal(ids[0], (await server.ReadAsync(FrameKind.Cancel)).Header.Correlation);
        // The next call takes over place and object of the one that timed out, and must not get its answer.
        Task<CallOutcome> next = OutcomeAsync(client, 2);
        ulong nextId = (await server.ReadAsync(FrameKind.Request)).Header.Correlation;
        await server.SendAsync(Frames.Reply(ids[0], 1));
        await EventuallyAsync(() => client.Statistics.UnwantedAnswers.Late == 1);
        Assert.False(next.IsCompletedSuccessfully && (await next).IsOk);
        await server.SendAsync(Frames.Reply(nextId, 2));

        Assert.NotEqual(OutcomeKind.Error, (await next).Kind);
        Assert.NotEqual(ids[0], nextId);
        Assert.Equal(0, client.Statistics.UnwantedAnswers.Duplicate);
    }

    [Fact]
    public async Task Case18_a_second_reply_is_counted_and_dropped()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 2);

        await server.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Reply(ids[0], 1), Frames.Reply(ids[0], 2), Frames.Reply(ids[1], 3)]));

        Assert.All(await EndAsync(calls), o => Assert.True(o.IsOk, o.Message));
        Assert.Equal((0, 1), client.Statistics.UnwantedAnswers);
    }

    [Theory]
    [InlineData(0x0000_0001_0000_0F00ul)]
    [InlineData(0x0000_0009_0000_0000ul)]
    [InlineData(0x0000_0000_0000_0001ul)]
    public async Task Case19_a_reply_to_a_call_never_made_closes_the_connection(ulong unknown)
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await CallAsync(carrier, client, 3);

        await server.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Reply(ids[0], 1), Frames.Reply(unknown, 2), Frames.Reply(ids[1], 3)]));

        CallOutcome[] outcomes = await EndAsync(calls);
        Assert.Single(outcomes, o => o.IsOk);
        Assert.Equal(2, outcomes.Count(o => o.Error == ErrorKind.Protocol));
        Assert.Contains(outcomes, o => o.Message?.Contains("never made", StringComparison.Ordinal) == true);
        (Task<CallOutcome>[] again, RawPeer second, ulong[] secondIds) = await CallAsync(carrier, client, 1);
        await second.SendAsync(Frames.Reply(secondIds[0], 1));
        Assert.True((await EndAsync(again))[0].IsOk);
    }

    public static TheoryData<int> Broken => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_server_that_breaks_the_protocol_ends_its_calls_as_protocol_errors(int number)
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, _) = await CallAsync(carrier, client, 2);

        await server.SendAsync(number switch
        {
            0 => new byte[] { 0xFF, 0xFF, 0xFF, 0xFF },
            1 => Frames.Of(FrameKind.HelloAck, payload: [1, 0]),
            2 => Frames.Of(FrameKind.Request, 1),
            _ => Frames.Of((FrameKind)200),
        });

        Assert.All(await EndAsync(calls), o => Assert.Equal(ErrorKind.Protocol, o.Error));
    }

    internal static async Task<(Task<CallOutcome>[] Calls, RawPeer Server, ulong[] Ids)> CallAsync(HeldCarrier carrier, RpcClient client, int count)
    {
        Task<CallOutcome>[] calls = [.. Enumerable.Range(1, count).Select(i => OutcomeAsync(client, i))];
        RawPeer server = await carrier.PeerAsync();
        await server.ReadAsync(FrameKind.Hello);
        ulong[] ids = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = (await server.ReadAsync(FrameKind.Request)).Header.Correlation;
        }
        return (calls, server, ids);
    }

    internal static async Task<CallOutcome> OutcomeAsync(RpcClient client, int number, CancellationToken cancellation = default)
    {
        var scope = new CallScope();
        await client.CreateClient<IProbe>(scope).AskAsync(new ProbeRequest(number), cancellation);
        return scope.Outcome;
    }

    private static Task<CallOutcome[]> EndAsync(Task<CallOutcome>[] calls) => Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20));

    internal static async Task EventuallyAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }
        Assert.True(condition());
    }
}
