namespace Bench.Harness.Retries;

/// <summary>What a client does about attempts that fail or are slow. With the defaults nothing: one attempt a call.</summary>
public sealed record RetryOptions
{
    /// <summary>Most attempts a call, the first included; hedges not. Default 1, range 1 to 10. More attempts mean more load on a service that fails already.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Upper end of the wait before the first retry; doubled before each further one. Each wait is drawn evenly from 0 up (full jitter). Default 10 ms.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The upper end of a wait never exceeds this. Default 1 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tokens of the retry budget: a failed attempt costs one, a good one returns <see cref="BudgetReturn"/>, and above half of the
    /// tokens retries and hedges are allowed. Default 10; 0 for no budget, which multiplies the load on a service that fails.
    /// </summary>
    public double BudgetTokens { get; init; } = 10;

    /// <summary>Tokens a good attempt returns. Default 0.1: in the long run retries make up a tenth of the calls.</summary>
    public double BudgetReturn { get; init; } = 0.1;

    /// <summary>Time after which a second attempt of an idempotent call is made beside the first; null for never.</summary>
    public TimeSpan? Hedge { get; init; }

    /// <summary>Whether any call can have more than one attempt.</summary>
    public bool IsOn => Attempts > 1 || Hedge is not null;
}
