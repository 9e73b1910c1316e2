using System.Globalization;
using Bench.Harness.Calls;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Calls;

/// <summary>
/// What a call allocates once warm, on the client and on the server, each in a process of its own, by the runtime's exact count of all bytes allocated. It is held
/// against what the same codec allocates for the same messages by itself, so that the rest is the pipeline's.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class CallAllocationTests(OptimizedBuild build) : IClassFixture<OptimizedBuild>
{
    /// <summary>What processes do beside calls (timers, threads that come), spread over the calls of a slice; the smallest object has 24 bytes.</summary>
    private const double Noise = 0.999;

    /// <summary>Bytes of a connection on either side.</summary>
    private const double MostOfAConnection = 16 << 10;

    /// <summary>
    /// What every call allocates is in every slice; what is not in the best of them is growth that ends: compiled code, and segments of 32 KiB that connections take from
    /// the pool, on a busy machine in later slices too.
    /// </summary>
    private const int MostSlices = 12;

    private static readonly int[] InFlight = [1, 16, 64];

    [Theory]
    [InlineData("raw-1k", "bytes", "pool", "pooled,multiplexed")]
    [InlineData("raw-1k", "bytes", "inline", "pooled,multiplexed")]
    [InlineData("raw-1k", "bytes", "threads", "multiplexed")]
    [InlineData("echo-1k", "messagepack", "pool", "pooled,multiplexed")]
    [InlineData("echo-1k", "messagepack", "inline", "pooled,multiplexed")]
    [InlineData("echo-1k", "messagepack", "threads", "multiplexed")]
    [InlineData("echo-1k", "json", "pool", "pooled,multiplexed")]
    [InlineData("echo-1k", "protobuf", "pool", "pooled,multiplexed")]
    [InlineData("echo-1k", "stj", "pool", "pooled,multiplexed")]
    [InlineData("echo-1k", "memorypack", "pool", "pooled,multiplexed")]
    [InlineData("echo-1k", "nerdbank", "pool", "pooled,multiplexed")]
    public async Task A_call_allocates_what_its_codec_does_and_nothing_else(string scenario, string codec, string io, string strategies)
    {
        (double client, double server) = await AloneAsync(scenario, codec);
        var wrong = new List<string>();

        await foreach ((string strategy, int inFlight, double ofClient, double ofServer) in MeasureAsync(scenario, codec, io, strategies, InFlight, Fits))
        {
            string cell = string.Create(
                CultureInfo.InvariantCulture,
                $"{scenario}/{strategy}/{codec}/closed:{inFlight}/io={io}: client {ofClient:0.000} B, codec alone {client:0.000}; server {ofServer:0.000} B, codec alone {server:0.000}");
            TestContext.Current.TestOutputHelper?.WriteLine(cell);
            if (!Fits(ofClient, ofServer))
            {
                wrong.Add(cell);
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        bool Fits(double ofClient, double ofServer) => Math.Abs(ofClient - client) <= Noise && Math.Abs(ofServer - server) <= Noise;
    }

    /// <summary>Connections per call cost objects: those of two sockets, of the runtime's event loop, of both ends of the pipeline.</summary>
    [Fact]
    public async Task A_connection_per_call_costs_no_more_than_its_objects()
    {
        await foreach ((string strategy, int inFlight, double ofClient, double ofServer) in MeasureAsync("raw-1k", "bytes", "pool", "per-call", [1, 16], Fits))
        {
            string cell = string.Create(CultureInfo.InvariantCulture, $"{strategy} closed:{inFlight}: client {ofClient:0} B, server {ofServer:0} B");
            TestContext.Current.TestOutputHelper?.WriteLine(cell);
            Assert.True(Fits(ofClient, ofServer), cell);
        }

        static bool Fits(double ofClient, double ofServer) => ofClient is > 100 and < MostOfAConnection && ofServer is > 100 and < MostOfAConnection;
    }

    /// <summary>Bytes per call that codec and service allocate by themselves on the client and on the server.</summary>
    private async Task<(double Client, double Server)> AloneAsync(string scenario, string codec)
    {
        await using var coding = CountingProcess.Start(build.Program, IoMode.Pool, "code", scenario, codec);
        double[] bytes = [.. (await coding.ReadAsync()).Split(' ').Select(b => double.Parse(b, CultureInfo.InvariantCulture))];
        return bytes is [double requestEncoded, double requestDecoded, double service, double replyEncoded, double replyDecoded]
            ? (requestEncoded + replyDecoded, requestDecoded + service + replyEncoded)
            : throw new InvalidOperationException($"{bytes.Length} figures");
    }

    /// <summary>Bytes per call of client and server, each the least of the slices of calls so far when both fit, or of all.</summary>
    private async IAsyncEnumerable<(string Strategy, int InFlight, double Client, double Server)> MeasureAsync(
        string scenario, string codec, string io, string strategies, int[] loads, Func<double, double, bool> fits)
    {
        IoMode mode = Enum.Parse<IoMode>(io, ignoreCase: true);
        await using var server = CountingProcess.Start(build.Program, mode, "answer", scenario, codec, io);
        string endpoint = (await server.ReadAsync())["listening ".Length..];
        await using var client = CountingProcess.Start(build.Program, mode, "call", endpoint, scenario, codec, io);
        foreach (string strategy in strategies.Split(','))
        {
            foreach (int inFlight in loads)
            {
                int calls = CallsOf(strategy, inFlight);
                double ofClient = double.MaxValue;
                double ofServer = double.MaxValue;
                long before = await TotalAsync(server);
                await client.WriteAsync($"{strategy} {inFlight} {calls}");
                for (int slice = 0; slice < MostSlices && !fits(ofClient, ofServer); slice++)
                {
                    long bytes = long.Parse(await client.AskAsync("slice"), CultureInfo.InvariantCulture);
                    long total = await TotalAsync(server);
                    ofClient = Math.Min(ofClient, bytes / (double)calls);
                    ofServer = Math.Min(ofServer, (total - before) / (double)calls);
                    before = total;
                }
                await client.WriteAsync("enough");
                yield return (strategy, inFlight, ofClient, ofServer);
            }
        }
    }

    private static async Task<long> TotalAsync(CountingProcess server) => long.Parse(await server.AskAsync("how much"), CultureInfo.InvariantCulture);

    /// <summary>Calls of a slice: more where more are under way, as each caller starts anew.</summary>
    private static int CallsOf(string strategy, int inFlight) => strategy == "per-call" ? 640 : Math.Max(12_800, 800 * inFlight);
}
