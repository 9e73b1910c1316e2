using Bench.Harness.Time;

namespace Bench.Tests.Support;

/// <summary>Waits for what comes without being awaitable.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it holds; fails after the patience.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits until it holds; fails after the patience.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, string what)
    {
        long startNs = Clock.System.NowNs;
        while (!await condition())
        {
            Assert.True(Clock.System.NowNs - startNs < Patience.TotalNanoseconds, $"after {Patience.TotalSeconds:0} s still not: {what}");
            await Task.Delay(10);
        }
        return TimeSpan.FromMicroseconds((Clock.System.NowNs - startNs) / 1_000);
    }
}
