using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>A TLS server in a process of its own, driven by the endpoint that it printed.</summary>
[Collection(ProcessTests.Name)]
public sealed class TlsServeTests
{
    [Fact]
    public async Task The_printed_endpoint_is_all_that_a_run_needs_and_one_without_its_pin_is_none()
    {
        using var folder = new TemporaryFolder();
        await using Command server = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0", "--transports", "multiplexed+tls,per-call+tls");
        string endpoint = (await server.FirstLine)["listening ".Length..];
        string[] small = ["--scenarios", "echo", "--codecs", "messagepack", "--load", "closed:2", "--count", "60", "--warmup", "50ms", "--rounds", "1", "--out", folder.Path];

        Command.Result pinned = await Command.RunAsync(["run", "--transports", "multiplexed+tls,per-call+tls", "--json", "--endpoint", endpoint, .. small]);
        Command.Result plain = await Command.RunAsync(["run", "--transports", "pooled", "--endpoint", endpoint.Split('#')[0], .. small]);

        Assert.Contains("#sha256-", endpoint, StringComparison.Ordinal);
        Assert.True(pinned.ExitCode is 0 or 3, pinned.Error);
        Assert.Equal(["multiplexed+tls", "per-call+tls"], pinned.Record.Cells.Select(c => c.Transport));
        Assert.All(pinned.Record.Cells, c => Assert.Equal(60, c.Rounds[0].Counts.Ok));
        RoundRecord multiplexed = pinned.Record.Cells[0].Rounds[0];
        RoundRecord perCall = pinned.Record.Cells[1].Rounds[0];
        Assert.True(perCall.Wire!.BytesInPerCall > multiplexed.Wire!.BytesInPerCall + 500, "a full handshake shows the certificate");
        Assert.Equal(4, plain.ExitCode);
        Assert.Contains("speaks TLS", plain.Error, StringComparison.Ordinal);
    }
}
