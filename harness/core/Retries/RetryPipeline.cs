using Bench.Harness.Randomness;
using Bench.Harness.Time;
using Polly;
using Polly.Hedging;
using Polly.Retry;

namespace Bench.Harness.Retries;

/// <summary>Builds what Polly runs the attempts of one method through: retries with full jitter, and a hedge beside a slow attempt.</summary>
internal static class RetryPipeline
{
    /// <summary>The pipeline of a method.</summary>
    /// <param name="options">What to do about attempts that fail or are slow.</param>
    /// <param name="budget">Shared by all methods of a client.</param>
    /// <param name="isIdempotent">Whether requests may be handled twice.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="seed">Seed of the waits.</param>
    public static ResiliencePipeline<AttemptEnd<TReply>> Create<TReply>(RetryOptions options, RetryBudget budget, bool isIdempotent, Clock clock, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(clock);
        var builder = new ResiliencePipelineBuilder<AttemptEnd<TReply>> { TimeProvider = clock.Provider };
        if (options.Attempts > 1)
        {
            var waits = new Waits(options, seed);
            builder.AddRetry(new RetryStrategyOptions<AttemptEnd<TReply>>
            {
                MaxRetryAttempts = options.Attempts - 1,
                ShouldHandle = args => new ValueTask<bool>(
                    args.Outcome.Exception is null
                    && RetryDecision.IsTransient(args.Outcome.Result.Outcome)
                    && RetryDecision.IsSafe(args.Outcome.Result.Outcome, isIdempotent)
                    && budget.Allows
                    && waits.TryDraw(CallOf(args.Context), args.AttemptNumber, clock.NowNs)),
                DelayGenerator = args => new ValueTask<TimeSpan?>(CallOf(args.Context).Wait),
                OnRetry = args =>
                {
                    CallOf(args.Context).Retried();
                    return default;
                },
            });
        }
        if (options.Hedge is TimeSpan hedge && isIdempotent)
        {
            builder.AddHedging(new HedgingStrategyOptions<AttemptEnd<TReply>>
            {
                MaxHedgedAttempts = 1,
                // While the other attempt is under way, a failure is no answer.
                ShouldHandle = static args => new ValueTask<bool>(
                    args.Outcome is { Exception: null, Result.Outcome.IsOk: false } && CallOf(args.Context).UnderWay > 0),
                DelayGenerator = _ => new ValueTask<TimeSpan>(budget.Allows ? hedge : Timeout.InfiniteTimeSpan),
                OnHedging = args =>
                {
                    CallOf(args.PrimaryContext).Hedged();
                    return default;
                },
            });
        }
        return builder.Build();
    }

    private static RetriedCall CallOf(ResilienceContext context) => context.Properties.GetValue(RetriedCall.Key, null!);

    /// <summary>Waits drawn evenly from 0 to a limit that doubles.</summary>
    private sealed class Waits(RetryOptions options, ulong seed)
    {
        private SplitMix64 _draws = new(seed);

        /// <summary>Draws the wait before a call's next attempt. False if its deadline comes first: what failed is then left at that.</summary>
        public bool TryDraw(RetriedCall call, int retriesBefore, long nowNs)
        {
            double limit = Math.Min(options.Backoff.TotalMilliseconds * Math.Pow(2, retriesBefore), options.LongestBackoff.TotalMilliseconds);
            call.Wait = TimeSpan.FromMilliseconds(limit * _draws.NextDoubleShared());
            return nowNs + Clock.ToNs(call.Wait) < call.DeadlineNs;
        }
    }
}
