using Bench.Harness.Calls;
using Bench.Harness.Contracts;

namespace Bench.Tests.Support;

/// <summary>Callers that call again wherever a call ends, on the thread that ended it.</summary>
internal sealed class EagerCallers : IAsyncDisposable
{
    private readonly RpcClient[] _clients;
    private readonly Task[] _callers;
    private int _calls;
    private volatile bool _stopping;

    private EagerCallers(RpcClient[] clients, int callers)
    {
        _clients = clients;
        _callers = [.. Enumerable.Range(0, callers).Select(i => CallAsync(clients[i % clients.Length]))];
    }

    public int Count => _callers.Length;

    /// <summary>Calls begun.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Starts them.</summary>
    /// <param name="clients">What they share; disposed of with them.</param>
    /// <param name="callers">How many.</param>
    public static EagerCallers Start(RpcClient[] clients, int callers) => new(clients, callers);

    /// <summary>Waits until so many calls have begun.</summary>
    public Task CalledAsync(int calls) => Eventually.HoldsAsync(() => Calls >= calls, $"{calls} calls begin");

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        foreach (RpcClient client in _clients)
        {
            await client.DisposeAsync();
        }
        await Task.WhenAll(_callers).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task CallAsync(RpcClient client)
    {
        IProbe probe = client.CreateClient<IProbe>(new CallScope());
        while (!_stopping)
        {
            ValueTask<ProbeReply> call = probe.AskAsync(new ProbeRequest(1), CancellationToken.None);
            Interlocked.Increment(ref _calls);
            await call;
        }
    }
}
