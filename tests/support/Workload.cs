using System.Collections.Concurrent;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;

namespace Bench.Tests.Support;

/// <summary>Callers that call one after the other, with numbers of their own, until they are stopped; every outcome is kept.</summary>
internal sealed class Workload : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<int, CallOutcome> _outcomes = new();
    private readonly Task[] _callers;
    private readonly string _do;
    private int _started;
    private volatile bool _stopping;

    private Workload(RpcClient client, int callers, string @do)
    {
        _do = @do;
        _callers = [.. Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(client)))];
    }

    /// <summary>Calls that have ended, by number.</summary>
    public IReadOnlyDictionary<int, CallOutcome> Outcomes => _outcomes;

    /// <summary>Calls that ended well.</summary>
    public int Ok => _outcomes.Count(o => o.Value.IsOk);

    /// <summary>Failed calls of a kind.</summary>
    public int Count(ErrorKind kind) => _outcomes.Count(o => o.Value.Error == kind);

    public int Count(OutcomeKind kind) => _outcomes.Count(o => o.Value.Kind == kind);

    public static Workload Start(RpcClient client, int callers, string @do = "answer") => new(client, callers, @do);

    /// <summary>Waits until so many more calls have ended well.</summary>
    public async Task MoreAsync(int calls)
    {
        int target = Ok + calls;
        await Eventually.HoldsAsync(() => Ok >= target, $"{calls} more calls end well: {this}");
    }

    /// <summary>Lets the callers finish; every call that was started has exactly one outcome then.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        await Task.WhenAll(_callers).WaitAsync(Patience);
        Assert.Equal(_started, _outcomes.Count);
        Assert.Equal(_outcomes.Count, Enum.GetValues<OutcomeKind>().Sum(Count));
    }

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await Task.WhenAll(_callers).WaitAsync(Patience);
    }

    public override string ToString() => string.Join(
        ", ", _outcomes.Values.GroupBy(o => (o.Kind, o.Error)).Select(g => $"{g.Count()} {g.Key.Kind} {g.Key.Error} '{g.First().Message}'"));

    private async Task CallAsync(RpcClient client)
    {
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);
        while (!_stopping)
        {
            int number = Interlocked.Increment(ref _started);
            var request = new ProbeRequest(number, null, _do);
            ProbeReply reply = await probe.AskAsync(request, CancellationToken.None);
            CallOutcome outcome = scope.Outcome.IsOk && reply.Number != number ? CallOutcome.Failed(ErrorKind.WrongAnswer, "the answer of another call") : scope.Outcome;
            Assert.True(_outcomes.TryAdd(number, outcome));
        }
    }
}
