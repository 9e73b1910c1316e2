namespace Bench.Harness.Outcome;

/// <summary>What a call took beyond one attempt; all zero for callers that make one attempt and keep no account.</summary>
/// <param name="Retries">Attempts made after an earlier one had failed.</param>
/// <param name="Hedges">Attempts made beside one that was slow.</param>
/// <param name="FirstNs">Start of the call to the end of its first attempt, ns; 0 if no account was kept.</param>
public readonly record struct CallAttempts(ushort Retries, ushort Hedges, long FirstNs);
