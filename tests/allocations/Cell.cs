using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Allocations;

/// <summary>What is called, and how.</summary>
internal sealed class Cell
{
    private readonly PlugCatalog _plugs = new(typeof(GeneratedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    public Cell(string scenario, string codec, string io)
    {
        Scenario = _plugs.Find<IScenario>("scenario", scenario);
        Codec = _plugs.Find<ICodec>("codec", codec);
        Contract = ServiceContract.Of(Scenario.ContractType);
        ICarrier tcp = _plugs.Find<ICarrier>("carrier", "tcp");
        Carrier = tcp.WithIo(Enum.Parse<IoMode>(io, ignoreCase: true)) ?? throw new NotSupportedException("Connections have no threads of their own here.");
    }

    public IScenario Scenario { get; }

    public ICodec Codec { get; }

    public ServiceContract Contract { get; }

    public ICarrier Carrier { get; }

    public IBinding Binding { get; } = new GeneratedBinding();

    /// <summary>The scenario's one operation, with the payloads of the micro benchmarks.</summary>
    public IOperation Operation => Scenario.CreateOperations(seed: 1).Single();

    public IConnectionStrategy Strategy(string name) => _plugs.Find<IConnectionStrategy>("strategy", name);
}
