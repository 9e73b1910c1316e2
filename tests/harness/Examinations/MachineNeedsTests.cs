using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Examinations;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Examinations;

/// <summary>What plans ask of a machine.</summary>
public sealed class MachineNeedsTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly RunPlan Plan = new() { Scenarios = ["echo"], Codecs = ["json"], Transports = ["per-call"], Loads = ["closed:16"] };

    [Fact]
    public void A_plan_of_its_own_needs_a_load_worker_and_its_servers()
    {
        Assert.Equal(2, Of(Plan).Processes);
        Assert.Equal(4, Of(Plan with { Providers = 3, Directory = "embedded" }).Processes);
        Assert.Equal(3, Of(Plan with { Link = "wan" }).Processes);
        Assert.Equal(1, Of(Plan with { InProcess = true }).Processes);
    }

    [Fact]
    public void A_server_elsewhere_needs_nothing_here()
    {
        Assert.Equal(1, Of(Plan with { Endpoint = "10.0.0.1:5000" }).Processes);
        Assert.False(Of(Plan with { Endpoint = "10.0.0.1:5000" }).StaysOnMachine);
        Assert.Equal(2, Of(Plan with { Endpoint = "127.0.0.1:5000" }).Processes);
        Assert.True(Of(Plan with { Endpoint = "127.0.0.1:5000" }).StaysOnMachine);
    }

    [Fact]
    public void Connections_per_call_are_told_from_others_and_by_their_rate()
    {
        Assert.Equal((true, (double?)null), Per(Plan));
        Assert.Equal((true, 700), Per(Plan with { Loads = ["open:500", "ramp:0..700@1s,100@1s"] }));
        Assert.Equal((true, null), Per(Plan with { Loads = ["capacity:p99<5ms"] }));
        Assert.Equal((false, null), Per(Plan with { Transports = ["pooled", "per-call+unix"], Loads = ["open:500"] }));

        static (bool, double?) Per(RunPlan plan) => (Of(plan).ConnectsPerCall, Of(plan).ConnectionsPerSecond);
    }

    [Fact]
    public void Every_connection_is_a_file()
    {
        long few = Of(Plan with { Transports = ["pooled"], Connections = 4, Pool = 4 }).OpenFiles;
        Assert.Equal(few + 996, Of(Plan with { Transports = ["pooled"], Connections = 1_000, Pool = 1_000 }).OpenFiles);
        Assert.Equal(few + 12, Of(Plan).OpenFiles);
        Assert.Equal(few + 996, Of(Plan with { Loads = ["capacity:p99<5ms"] }).OpenFiles);
        Assert.Equal(few + 4_996, Of(Plan with { Loads = ["open:5000"] }).OpenFiles);
    }

    private static MachineNeeds Of(RunPlan plan) => MachineNeeds.Of(CellMatrix.Of(plan, Plugs));
}
