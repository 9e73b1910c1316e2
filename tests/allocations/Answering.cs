using Bench.Harness.Calls;

namespace Bench.Allocations;

/// <summary>The server.</summary>
internal static class Answering
{
    public static async Task<int> RunAsync(Cell cell)
    {
        var options = new RpcServerOptions { Services = [(cell.Contract, cell.Scenario.CreateService())], Codecs = [cell.Codec], Binding = cell.Binding };
        await using RpcServer server = await RpcServer.StartAsync(options, cell.Carrier, cell.Carrier.LocalEndpoint("unused")).ConfigureAwait(false);
        Console.WriteLine($"listening {server.Endpoint}");
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true));
        }
        return 0;
    }
}
