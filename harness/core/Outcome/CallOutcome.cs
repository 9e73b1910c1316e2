namespace Bench.Harness.Outcome;

/// <summary>How one call ended, as a value: failures on the hot path are never exceptions.</summary>
/// <param name="Kind">Ok, error, timeout or cancelled.</param>
/// <param name="Error">The kind of error; <see cref="ErrorKind.None"/> unless <paramref name="Kind"/> is <see cref="OutcomeKind.Error"/>.</param>
/// <param name="Message">What went wrong, for the user; null when ok.</param>
/// <param name="IsUnsent">Whether the request provably never reached a handler, so that making the call again can't do its work twice.</param>
/// <param name="Attempts">What was tried for it beyond the first attempt.</param>
public readonly record struct CallOutcome(
    OutcomeKind Kind, ErrorKind Error = ErrorKind.None, string? Message = null, bool IsUnsent = false, CallAttempts Attempts = default)
{
    /// <summary>The right answer came in time.</summary>
    public static CallOutcome Ok => default;

    /// <summary>No answer within the deadline.</summary>
    public static CallOutcome Timeout { get; } = new(OutcomeKind.Timeout, ErrorKind.None, "no answer within the deadline");

    /// <summary>The caller gave up.</summary>
    public static CallOutcome Cancelled { get; } = new(OutcomeKind.Cancelled, ErrorKind.None, "cancelled by the caller");

    /// <summary>True for <see cref="OutcomeKind.Ok"/>.</summary>
    public bool IsOk => Kind == OutcomeKind.Ok;

    /// <summary>A failed call; unsent if its kind says so.</summary>
    public static CallOutcome Failed(ErrorKind kind, string message) => new(OutcomeKind.Error, kind, message, kind.IsUnsent());
}
