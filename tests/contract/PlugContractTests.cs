using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Contract;

/// <summary>Every codec × transport × scenario of the catalog, over real sockets: the right answer to every payload.</summary>
public sealed class PlugContractTests
{
    private const int Calls = 24;

    private static readonly PlugCatalog Plugs = new(
        typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    public static TheoryData<string, string> TransportsAndCodecs()
    {
        var data = new TheoryData<string, string>();
        foreach (TransportName transport in TransportName.All(Plugs).Where(t => t.Kind is not IServedTransport))
        {
            foreach (ICodec codec in Plugs.All<ICodec>())
            {
                data.Add(transport.Name, codec.Name);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(TransportsAndCodecs))]
    public async Task Every_scenario_gets_right_answers(string transportName, string codecName)
    {
        var transport = TransportName.Parse(transportName, Plugs);
        ICodec codec = Plugs.Find<ICodec>("codec", codecName);
        IBinding binding = Plugs.All<IBinding>()[0];
        IReadOnlyList<IScenario> scenarios = Plugs.All<IScenario>();
        string folder = Directory.CreateTempSubdirectory("rpcbench-test-").FullName;
        await using BenchServer server = await BenchServer.StartAsync(
            transport.Carrier, transport.Carrier.LocalEndpoint(folder), scenarios, [codec], binding, TestContext.Current.CancellationToken);

        IScenario[] carried = [.. scenarios.Where(s => s.CreateOperations(7).SelectMany(o => o.MessageTypes).All(t => codec.WhyNot(t) is null))];
        Assert.NotEmpty(carried);
        foreach (IScenario scenario in carried)
        {
            await using var client = new RpcClient(
                new RpcTarget(server.Endpoint, transport.Carrier, (IConnectionStrategy)transport.Kind, codec, binding, ServiceContract.Of(scenario.ContractType)));
            foreach (IOperation operation in scenario.CreateOperations(7))
            {
                CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
                {
                    var scope = new CallScope();
                    return await operation.CallAsync(client.CreateClient(scope), scope, i, CancellationToken.None);
                }));
                Assert.All(outcomes, o => Assert.True(o.IsOk, $"{scenario.Name} {operation.Method}: {o.Error} {o.Message}"));
            }
        }
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
