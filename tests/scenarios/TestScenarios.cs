using System.Reflection;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Tests.Scenarios;

/// <summary>The scenarios that the catalog finds, and the messages they send and get.</summary>
internal static class TestScenarios
{
    public static IReadOnlyList<IScenario> All { get; } = new PlugCatalog(typeof(EchoScenario).Assembly).All<IScenario>();

    public static TheoryData<string> Names => [.. All.Select(s => s.Name)];

    public static IScenario Find(string name) => All.Single(s => s.Name == name);

    /// <summary>Every payload of an operation, with the service's reply.</summary>
    public static List<(object Request, object Reply)> Exchanges(IScenario scenario, IOperation operation)
    {
        object service = scenario.CreateService();
        var exchanges = new List<(object Request, object Reply)>();
        bool repeated = false;
        object client = ScriptedClient.Create(scenario.ContractType, (method, request) =>
        {
            object reply = ScriptedClient.Call(service, method, request);
            repeated = exchanges.Count > 0 && ReferenceEquals(exchanges[0].Request, request);
            if (!repeated)
            {
                exchanges.Add((request, reply));
            }
            return reply;
        });
        for (long index = 0; !repeated; index++)
        {
            Assert.True(ScriptedClient.Outcome(operation, client, index).IsOk);
        }
        return exchanges;
    }

    /// <summary>One request and one reply of each operation, then the rest of a few.</summary>
    public static IEnumerable<(Type Type, object Message)> Messages(IScenario scenario, ulong seed) =>
        scenario.CreateOperations(seed).SelectMany(o => Exchanges(scenario, o).Take(3))
            .SelectMany(e => new[] { e.Request, e.Reply })
            .Select(m => (m.GetType(), m));
}
