using System.Text.RegularExpressions;
using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Time;
using Bench.Scenarios;
using Bench.Tests.House;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>The worked example of docs/wire.md is what both sides really send.</summary>
public sealed partial class WireExampleTests
{
    [Fact]
    public async Task The_example_of_the_page_is_exact()
    {
        var carrier = new RecordingCarrier();
        ServiceContract contract = ServiceContract.Of(typeof(IEcho));
        var clock = new Clock(new StandingTime());
        await using RpcServer server = await RpcServer.StartAsync(
            new RpcServerOptions { Services = [(contract, new EchoService())], Codecs = [new JsonCodec()], Binding = new EmittedBinding() }, carrier, carrier.Endpoint, clock);
        await using var client = new RpcClient(
            new RpcTarget(carrier.Endpoint, carrier, ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", "multiplexed"), new JsonCodec(), new EmittedBinding(), contract), null, clock);

        EchoMessage reply = await client.CreateClient<IEcho>().EchoAsync(new EchoMessage { Id = 7, Text = "hi", Number = 0.5 }, CancellationToken.None);

        Assert.Equal("hi", reply.Text);
        Assert.Equal(Example("client"), Convert.ToHexString(carrier.FromClient.ToArray()));
        Assert.Equal(Example("server"), Convert.ToHexString(carrier.FromServer.ToArray()));
    }

    /// <summary>The bytes of the dump of that side: two-digit numbers up to the bar of each line.</summary>
    private static string Example(string side)
    {
        Match dump = Dump().Matches(Repository.Read("docs/wire.md")).Single(m => m.Groups[1].Value == side);
        return string.Concat(dump.Groups[2].Value.Split('\n').Select(line => line.Split('|')[0].Replace(" ", "", StringComparison.Ordinal))).ToUpperInvariant();
    }

    [GeneratedRegex("```text (client|server)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Dump();

    /// <summary>Time that stands still, so that the deadline in the request is a round figure; timers go on.</summary>
    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 1_000_000_000;
    }
}
