using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>One virtual user: makes one call at a time, whatever a call is.</summary>
public interface ICaller
{
    /// <summary>
    /// Makes a call. Failures are outcomes; an exception is counted as <see cref="ErrorKind.Internal"/>. What runs before the
    /// first await runs on the load engine's thread and should be short.
    /// </summary>
    /// <param name="index">Number of the call, from 0 in the warm-up and again from 0 in the window.</param>
    /// <param name="cancellation">Cancelled when the drain after the window is over; the call should then end as cancelled at once.</param>
    ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation);
}
