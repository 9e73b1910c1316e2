namespace Bench.Harness.Outcome;

/// <summary>How a started call ended; each ends in exactly one way.</summary>
public enum OutcomeKind
{
    /// <summary>The right answer came in time.</summary>
    Ok,

    /// <summary>It failed; <see cref="CallOutcome.Error"/> says of what kind.</summary>
    Error,

    /// <summary>No answer within the deadline.</summary>
    Timeout,

    /// <summary>The caller gave up.</summary>
    Cancelled,
}
