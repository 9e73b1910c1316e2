using System.Threading.Tasks.Sources;
using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

/// <summary>Says that a call is pending, then completes it on the stack of whoever registers for it, possibly more than once.</summary>
internal sealed class EagerCaller : ICaller, IValueTaskSource<CallOutcome>
{
    public int Times { get; init; } = 1;

    public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => new(this, 0);

    public CallOutcome GetResult(short token) => CallOutcome.Ok;

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        for (int i = 0; i < Times; i++)
        {
            continuation(state);
        }
    }
}
