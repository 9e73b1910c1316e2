using Bench.Harness.Outcome;

namespace Bench.Harness.Contracts;

/// <summary>
/// Where a typed client leaves how its last call ended, so that a failure is a value and not an exception.
/// One virtual user each; one call at a time.
/// </summary>
public sealed class CallScope
{
    private CallOutcome _outcome;

    /// <summary>How the last call ended.</summary>
    public ref CallOutcome Outcome => ref _outcome;
}
