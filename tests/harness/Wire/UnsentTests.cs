using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>What is said of a call whose connection ends: whether its request can have reached a handler.</summary>
public sealed class UnsentTests
{
    private const string More = "x";

    // More than a pipe takes: the flush that carries it waits for a reader, and what is written meanwhile waits for the flush.
    private static readonly string Much = new('x', 100_000);

    [Fact]
    public async Task Requests_behind_a_flush_under_way_never_left_this_process()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        Task<CallOutcome> handedOver = client.OutcomeAsync(new ProbeRequest(1, Much));
        RawPeer server = await carrier.PeerAsync();
        Task<CallOutcome>[] behind = [.. Enumerable.Range(2, 3).Select(i => client.OutcomeAsync(new ProbeRequest(i, More)))];

        await server.EndAsync();

        CallOutcome unknown = await handedOver.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((ErrorKind.ConnectionLost, false), (unknown.Error, unknown.IsUnsent));
        Assert.Contains("whether the server handled the call is unknown", unknown.Message, StringComparison.Ordinal);
        foreach (CallOutcome unsent in await Task.WhenAll(behind).WaitAsync(TimeSpan.FromSeconds(20)))
        {
            Assert.Equal((ErrorKind.ConnectionLost, true), (unsent.Error, unsent.IsUnsent));
            Assert.DoesNotContain("unknown", unsent.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_request_that_timed_out_in_an_open_connection_still_goes_out()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client(options: new ClientOptions { Connections = 1, Deadline = TimeSpan.FromMilliseconds(200), Heartbeat = TimeSpan.Zero });
        Task<CallOutcome> first = client.OutcomeAsync(new ProbeRequest(1, Much));
        RawPeer server = await carrier.PeerAsync();
        Task<CallOutcome> behind = client.OutcomeAsync(new ProbeRequest(2, More));

        Assert.All(await Task.WhenAll(first, behind), o => Assert.Equal((OutcomeKind.Timeout, false), (o.Kind, o.IsUnsent)));

        await server.ReadAsync(FrameKind.Hello);
        await server.ReadAsync(FrameKind.Request);
        await server.ReadAsync(FrameKind.Request);
        await server.ReadAsync(FrameKind.Cancel);
    }

    [Fact]
    public async Task A_server_that_goes_away_says_what_it_has_not_handled()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client();
        (Task<CallOutcome>[] calls, RawPeer server, ulong[] ids) = await ClientInputTests.CallAsync(carrier, client, 2);

        byte[] goingAway = Frames.Bytes(new ErrorPayload(CallOutcome.Failed(ErrorKind.ConnectionLost, "the server is going away")));
        await server.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Of(FrameKind.Error, ids[0], goingAway)]));
        await server.EndAsync();

        CallOutcome[] outcomes = await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([true, false], outcomes.Select(o => o.IsUnsent));
        Assert.All(outcomes, o => Assert.Equal(ErrorKind.ConnectionLost, o.Error));
    }

    [Theory]
    [InlineData(ErrorKind.ConnectFailed, true)]
    [InlineData(ErrorKind.PortExhausted, true)]
    [InlineData(ErrorKind.PoolExhausted, true)]
    [InlineData(ErrorKind.NoProvider, true)]
    [InlineData(ErrorKind.Refused, true)]
    [InlineData(ErrorKind.Overloaded, true)]
    [InlineData(ErrorKind.Remote, false)]
    [InlineData(ErrorKind.ConnectionLost, false)]
    [InlineData(ErrorKind.Protocol, false)]
    [InlineData(ErrorKind.Decode, false)]
    [InlineData(ErrorKind.WrongAnswer, false)]
    [InlineData(ErrorKind.Internal, false)]
    public void Errors_that_come_before_a_handler_say_so_by_their_kind(ErrorKind kind, bool unsent) =>
        Assert.Equal(unsent, CallOutcome.Failed(kind, "no").IsUnsent);
}
