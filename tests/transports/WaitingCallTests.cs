using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Transports;

/// <summary>Calls that wait for a connection, and what becomes of them as others give up and connections end.</summary>
public sealed class WaitingCallTests
{
    private static readonly ClientOptions One = new() { Connections = 1, Pool = 1 };

    [Fact]
    public async Task A_call_given_up_in_line_takes_nobody_with_it()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", One);
        IProbe probe = client.CreateClient<IProbe>();
        using var giveUp = new CancellationTokenSource();
        Task<ProbeReply> held = probe.AskAsync(new ProbeRequest(0, null, "hold"), CancellationToken.None).AsTask();
        await Eventually.HoldsAsync(() => host.Server.Handled == 1, "the first call is handled");

        Task<ProbeReply> given = probe.AskAsync(new ProbeRequest(1), giveUp.Token).AsTask();
        Task<ProbeReply>[] behind = [.. Enumerable.Range(2, 3).Select(i => probe.AskAsync(new ProbeRequest(i), CancellationToken.None).AsTask())];
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => given);
        // Its object makes the next call, and joins the line while it still stands in it.
        Task<ProbeReply> next = probe.AskAsync(new ProbeRequest(9), CancellationToken.None).AsTask();
        host.Service.Held.SetResult();

        ProbeReply[] replies = await Task.WhenAll([held, .. behind, next]).WaitAsync(TimeSpan.FromSeconds(8));
        Assert.Equal([0, 2, 3, 4, 9], replies.Select(r => r.Number));
        Assert.Equal(5, host.Server.Handled);
    }

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_server_that_closes_connections_at_once_uses_up_no_place_for_one(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        var carrier = new ClosingCarrier(host.Carrier, broken: 3);
        await using RpcClient client = host.Client(strategy, One, carrier: carrier);

        for (int i = 0; i < 3; i++)
        {
            CallOutcome lost = await client.OutcomeAsync(new ProbeRequest(i));
            Assert.Equal((ErrorKind.ConnectionLost, true), (lost.Error, lost.IsUnsent));
        }

        CallOutcome outcome = await client.OutcomeAsync(new ProbeRequest(4));
        Assert.True(outcome.IsOk, outcome.Message);
    }

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_connection_that_opens_as_its_client_is_closed_is_closed_too(string strategy)
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        var carrier = new ClosingCarrier(host.Carrier, broken: 0) { Gate = new TaskCompletionSource() };
        RpcClient client = host.Client(strategy, One, carrier: carrier);
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1, null, "hang"));
        await Eventually.HoldsAsync(() => carrier.Connected == 1, "the client connects");

        await client.DisposeAsync();
        carrier.Gate.SetResult();

        Assert.Equal(OutcomeKind.Cancelled, (await call.WaitAsync(TimeSpan.FromSeconds(20))).Kind);
        await Eventually.HoldsAsync(() => host.Server.Connections == 0, "the server's end is closed");
    }
}
