using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Run;
using Bench.Impostors;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Bindings;

/// <summary>Contracts that a binding can't serve.</summary>
public sealed class AbsentTests
{
    private static readonly PlugCatalog Plugs = new(
        typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(XorCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly RunPlan Both = new() { Scenarios = ["greet", "echo"], Transports = ["pooled"], Codecs = ["xor"], Loads = ["closed:2"] };

    [Fact]
    public void Without_a_generated_client_a_cell_is_absent_and_says_what_to_do()
    {
        var matrix = CellMatrix.Of(Both with { Binding = "generated" }, Plugs);

        Assert.Equal(["echo/pooled/xor/closed:2"], matrix.Cells.Select(c => c.Id));
        Assert.Equal("greet/pooled/xor/closed:2", Assert.Single(matrix.Absent).Id);
        Assert.Contains("'generated' can't serve greet: Bench.Impostors.IGreet is not marked [RpcContract]", matrix.Absent[0].Reason, StringComparison.Ordinal);
        Assert.Contains("harness/generator as an analyzer in impostors", matrix.Absent[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emitted")]
    [InlineData("reflection")]
    public void The_other_bindings_serve_it(string binding) =>
        Assert.Equal(2, CellMatrix.Of(Both with { Binding = binding }, Plugs).Cells.Count);

    [Fact]
    public void A_scenario_whose_interface_is_no_contract_is_absent_with_the_reason() =>
        Assert.Contains("NotOneAsync can't be called remotely", BenchServer.WhyNot(new NoContract(), new EmittedBinding()), StringComparison.Ordinal);

    [Fact]
    public void Who_asks_for_a_client_nevertheless_is_told_why()
    {
        var contract = ServiceContract.Of(typeof(IGreet));
        var binding = new GeneratedBinding();

        ContractException e = Assert.Throws<ContractException>(() =>
            binding.CreateHandler<Guest, Greeting>(contract, contract.Methods[0], new object()));
        Assert.Contains("IGreet is not marked [RpcContract]", e.Message, StringComparison.Ordinal);
    }

    public interface INoContract
    {
        Task NotOneAsync();
    }

    private sealed class NoContract : IScenario
    {
        public string Name => "none";

        public string Summary => "can't be served";

        public Type ContractType => typeof(INoContract);

        public object CreateService() => new();

        public IReadOnlyList<IOperation> CreateOperations(ulong seed) => [];
    }
}
