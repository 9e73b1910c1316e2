using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Allocations;

/// <summary>The client: callers that each make one call after the other. Nothing is under way where bytes are counted.</summary>
internal sealed class Calling
{
    private readonly IOperation _operation;
    private readonly (object Client, CallScope Scope)[] _callers;
    private readonly Task[] _running;
    private long _next;
    private long _end;

    private Calling(RpcClient client, IOperation operation, int inFlight)
    {
        _operation = operation;
        _callers = [.. Enumerable.Range(0, inFlight).Select(_ => new CallScope()).Select(scope => (client.CreateClient(scope), scope))];
        _running = new Task[inFlight];
    }

    public static async Task<int> RunAsync(string endpoint, Cell cell)
    {
        while (Console.ReadLine()?.Split(' ') is [string strategy, string inFlight, string calls])
        {
            await using var client = new RpcClient(new RpcTarget(Endpoint.Parse(endpoint), cell.Carrier, cell.Strategy(strategy), cell.Codec, cell.Binding, cell.Contract));
            var calling = new Calling(client, cell.Operation, int.Parse(inFlight, null));
            // Between slices the server is asked.
            while (Console.ReadLine() is "slice")
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                await calling.CallAsync(int.Parse(calls, null)).ConfigureAwait(false);
                Console.WriteLine(GC.GetTotalAllocatedBytes(precise: true) - before);
            }
        }
        return 0;
    }

    private async Task CallAsync(int calls)
    {
        _end = _next + calls;
        for (int i = 0; i < _running.Length; i++)
        {
            _running[i] = LoopAsync(_callers[i].Client, _callers[i].Scope);
        }
        await Task.WhenAll(_running).ConfigureAwait(false);
        _next = _end;
    }

    private async Task LoopAsync(object client, CallScope scope)
    {
        while (Interlocked.Increment(ref _next) - 1 is long index && index < _end)
        {
            CallOutcome outcome = await _operation.CallAsync(client, scope, index, CancellationToken.None).ConfigureAwait(false);
            if (!outcome.IsOk)
            {
                throw new InvalidOperationException($"call {index}: {outcome}");
            }
        }
    }
}
