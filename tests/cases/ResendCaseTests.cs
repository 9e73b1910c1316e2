using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Bench.Harness.Wire;
using Bench.Tests.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>What is made again after a connection broke: seen from the server's end, request by request.</summary>
public sealed class ResendCaseTests
{
    // More than a pipe takes: its flush waits for a reader, and later requests wait behind it.
    private static readonly string Much = new('x', 100_000);

    private static readonly ClientOptions Retrying = new()
    {
        Connections = 1,
        Pool = 1,
        Heartbeat = TimeSpan.Zero,
        Retry = new RetryOptions { Attempts = 3, BudgetTokens = 0 },
    };

    [Fact]
    public async Task Case31_a_request_that_provably_was_not_sent_is_made_again_and_the_one_before_it_is_not()
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client("multiplexed", Retrying);
        Task<CallOutcome> sent = client.OutcomeAsync(new ProbeRequest(1, Much));
        RawPeer first = await carrier.PeerAsync();
        Task<CallOutcome> unsent = client.OutcomeAsync(new ProbeRequest(2));

        await first.EndAsync();
        (RawPeer second, FrameHeader request, ProbeRequest asked) = await NextAsync(carrier);
        await second.SendAsync(Frames.Reply(request.Correlation, 2));

        Assert.Equal(2, asked.Number);
        CallOutcome again = await unsent.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(again.IsOk, again.Message);
        Assert.Equal(1, again.Attempts.Retries);
        CallOutcome lost = await sent.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((ErrorKind.ConnectionLost, 0), (lost.Error, lost.Attempts.Retries));
    }

    [Theory]
    [InlineData("per-call", false)]
    [InlineData("pooled", false)]
    [InlineData("multiplexed", false)]
    [InlineData("multiplexed", true)]
    public async Task Case32_once_bytes_were_sent_only_what_may_be_handled_twice_is_made_again(string strategy, bool idempotent)
    {
        var carrier = new HeldCarrier();
        await using RpcClient client = carrier.Client(strategy, Retrying);
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1), idempotent);

        (RawPeer first, _, _) = await NextAsync(carrier);
        await first.EndAsync();
        if (idempotent)
        {
            (RawPeer second, FrameHeader request, _) = await NextAsync(carrier);
            await second.SendAsync(Frames.Reply(request.Correlation, 1));
        }

        CallOutcome outcome = await call.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(idempotent ? OutcomeKind.Ok : OutcomeKind.Error, outcome.Kind);
        Assert.Equal(idempotent ? 1 : 0, outcome.Attempts.Retries);
        if (!idempotent)
        {
            Assert.Equal((ErrorKind.ConnectionLost, false), (outcome.Error, outcome.IsUnsent));
            Assert.Contains("whether the server handled the call is unknown", outcome.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<(RawPeer Server, FrameHeader Request, ProbeRequest Asked)> NextAsync(HeldCarrier carrier)
    {
        RawPeer server = await carrier.PeerAsync();
        await server.ReadAsync(FrameKind.Hello);
        (FrameHeader request, byte[] payload) = await server.ReadAsync(FrameKind.Request);
        return (server, request, Frames.Decoded<ProbeRequest>(payload));
    }
}
