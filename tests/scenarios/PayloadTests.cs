using System.Reflection;
using System.Runtime.Serialization;
using Bench.Codecs;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using Bench.Tests.Codecs;

namespace Bench.Tests.Scenarios;

public sealed class PayloadTests
{
    public static TheoryData<string> Scenarios => TestScenarios.Names;

    public static TheoryData<string, string> Matrix
    {
        get
        {
            var matrix = new TheoryData<string, string>();
            foreach (IScenario scenario in TestScenarios.All)
            {
                foreach (ICodec codec in TestCodecs.All)
                {
                    matrix.Add(scenario.Name, codec.Name);
                }
            }
            return matrix;
        }
    }

    [Theory, MemberData(nameof(Matrix))]
    public async Task Every_codec_carries_every_scenario(string scenarioName, string codecName)
    {
        IScenario scenario = TestScenarios.Find(scenarioName);
        ICodec codec = TestCodecs.Find(codecName);
        object service = scenario.CreateService();
        foreach (IOperation operation in scenario.CreateOperations(1))
        {
            if (operation.MessageTypes.Select(codec.WhyNot).FirstOrDefault(reason => reason is not null) is string reason)
            {
                // Of those that ship, only the one that encodes nothing leaves messages out.
                Assert.True(codec is not IRankedPlug || (codec is BytesCodec && scenario is not RawScenario), reason);
                continue;
            }
            PayloadCheck check = await operation.CheckPayloadsAsync(service, codec);
            Assert.Null(check.Difference);
            Assert.Equal(operation.Method, check.Method);
        }
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void The_seed_alone_decides_the_payloads(string name)
    {
        IScenario scenario = TestScenarios.Find(name);
        byte[] once = Requests(scenario, 1);
        Assert.Equal(once, Requests(scenario, 1));
        Assert.NotEqual(once, Requests(scenario, 2));
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Payloads_are_many_and_all_different(string name)
    {
        IScenario scenario = TestScenarios.Find(name);
        foreach (IOperation operation in scenario.CreateOperations(1))
        {
            List<(object Request, object Reply)> exchanges = TestScenarios.Exchanges(scenario, operation);
            AnyCodec codec = TestCodecs.For(new MessagePackCodec(), operation.MessageTypes[0]);
            List<string> requests = [.. exchanges.Select(e => Convert.ToBase64String(codec.Encode(e.Request)))];
            Assert.InRange(requests.Count, requests[0].Length > 50_000 ? 8 : requests[0].Length > 10_000 ? 16 : 64, 64);
            Assert.Distinct(requests);
        }
    }

    [Theory, MemberData(nameof(Scenarios))]
    public void Contracts_have_the_form_that_bindings_expect(string name)
    {
        IScenario scenario = TestScenarios.Find(name);
        IReadOnlyList<IOperation> operations = scenario.CreateOperations(1);
        Assert.Equal(scenario.ContractType.GetMethods().Select(m => m.Name), operations.Select(o => o.Method));
        foreach (IOperation operation in operations)
        {
            System.Reflection.MethodInfo method = scenario.ContractType.GetMethod(operation.Method)!;
            Assert.EndsWith("Async", method.Name, StringComparison.Ordinal);
            Assert.Equal([operation.MessageTypes[0], typeof(CancellationToken)], method.GetParameters().Select(p => p.ParameterType));
            Assert.Equal(typeof(ValueTask<>).MakeGenericType(operation.MessageTypes[1]), method.ReturnType);
        }
    }

    [Fact]
    public void Mixed_weighs_90_9_1() =>
        Assert.Equal([90, 9, 1], TestScenarios.Find("mixed").CreateOperations(1).Select(o => o.Weight));

    [Fact]
    public void Scenarios_stand_in_their_order() =>
        Assert.Equal(["echo", "echo-1k", "order", "page", "text", "numbers", "blob", "mixed", "raw-1k"], TestScenarios.All.Select(s => s.Name).Take(9));

    /// <summary>Codecs that know no orders send members as they are declared; all are to send them alike.</summary>
    [Fact]
    public void Members_are_declared_in_the_order_that_they_are_sent_in()
    {
        Type[] messages = [.. typeof(EchoScenario).Assembly.GetTypes().Where(t => t.IsDefined(typeof(DataContractAttribute)))];
        Assert.True(messages.Length > 10);
        Assert.All(messages, type =>
        {
            IEnumerable<PropertyInfo> members = type.GetProperties(BindingFlags.Instance | BindingFlags.Public).OrderBy(p => p.MetadataToken);
            int[] orders = [.. members.Select(p => p.GetCustomAttribute<DataMemberAttribute>()!.Order)];
            Assert.Equal(Enumerable.Range(1, orders.Length), orders);
        });
    }

    private static byte[] Requests(IScenario scenario, ulong seed) =>
        [.. scenario.CreateOperations(seed).SelectMany(o => TestScenarios.Exchanges(scenario, o)
            .SelectMany(e => TestCodecs.For(new MessagePackCodec(), o.MessageTypes[0]).Encode(e.Request)))];
}
