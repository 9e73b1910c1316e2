using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Tests.Harness.Load;

/// <summary>A caller made of a function.</summary>
internal sealed class Caller(Func<long, CancellationToken, ValueTask<CallOutcome>> call) : ICaller
{
    private static readonly Task<CallOutcome> Never = new TaskCompletionSource<CallOutcome>().Task;

    public static Func<ICaller> NoOp { get; } = () => new Caller(static (_, _) => new ValueTask<CallOutcome>(CallOutcome.Ok));

    public static Func<ICaller> Yielding { get; } = () => new Caller(async static (_, _) =>
    {
        await Task.Yield();
        return CallOutcome.Ok;
    });

    /// <summary>Never completes, and ignores its token.</summary>
    public static Func<ICaller> Deaf { get; } = () => new Caller(static (_, _) => new ValueTask<CallOutcome>(Never));

    /// <summary>Never completes by itself, and heeds its token by throwing.</summary>
    public static Func<ICaller> Hanging { get; } = () => new Caller(async static (_, cancellation) =>
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return CallOutcome.Ok;
    });

    public static Func<ICaller> Of(Func<long, CancellationToken, ValueTask<CallOutcome>> call) => () => new Caller(call);

    public static Func<ICaller> Delayed(int milliseconds) => Of(async (_, cancellation) =>
    {
        await Task.Delay(milliseconds, cancellation);
        return CallOutcome.Ok;
    });

    public static Func<ICaller> Answering(CallOutcome outcome) => Of((_, _) => new ValueTask<CallOutcome>(outcome));

    public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => call(index, cancellation);
}
