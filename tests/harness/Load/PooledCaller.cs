using System.Threading.Tasks.Sources;
using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

/// <summary>An asynchronous call that allocates nothing: completed on the thread pool through a source it reuses.</summary>
internal sealed class PooledCaller : ICaller, IValueTaskSource<CallOutcome>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<CallOutcome> _source;

    public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation)
    {
        _source.Reset();
        var call = new ValueTask<CallOutcome>(this, _source.Version);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return call;
    }

    public CallOutcome GetResult(short token) => _source.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IThreadPoolWorkItem.Execute() => _source.SetResult(CallOutcome.Ok);
}
