using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>What a launch leaves behind in the load worker's process once its connections are closed.</summary>
internal static class Leftovers
{
    // Connections close on threads of the pool: what is only on its way out gets a moment.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private const int Steps = 50;

    /// <summary>What is held beyond an earlier state, after a second at most; null if the system doesn't tell.</summary>
    public static async Task<LeftoverInfo?> SinceAsync(HeldResources? before, Clock clock)
    {
        if (before is null)
        {
            return null;
        }
        HeldResources? left = HeldResources.Take()?.Beyond(before);
        for (int i = 0; i < Steps && left is { IsNothing: false }; i++)
        {
            await Task.Delay(Step, clock.Provider).ConfigureAwait(false);
            left = HeldResources.Take()?.Beyond(before);
        }
        return left is null ? null : new LeftoverInfo(left.Handles, left.Sockets, left.Threads);
    }
}
