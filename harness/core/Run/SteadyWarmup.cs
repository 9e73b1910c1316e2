using Bench.Harness.Load;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Runs the load of a launch in blocks until it no longer gets faster, before anything is counted.</summary>
/// <param name="options">The load of the window.</param>
/// <param name="run">Runs a load of its calls.</param>
/// <param name="progressed">Told how it goes; null for nobody.</param>
internal sealed class SteadyWarmup(
    LoadOptions options, Func<LoadOptions, ILoadObserver, CancellationToken, Task<LoadResult>> run, Action<LoadProgress>? progressed) : ILoadObserver
{
    /// <summary>Time after which no further block begins.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the steady state is reached, after the longest time, when nothing succeeds, or when stopped.</summary>
    /// <returns>Whether it was reached, or there was nothing to reach.</returns>
    public async Task<bool> ReachAsync(CancellationToken stop)
    {
        LoadOptions block = options with
        {
            Model = options.Model is RampLoad ramp ? new OpenLoad(ramp.MeanRatePerSecond, ramp.Poisson) : options.Model,
            Warmup = TimeSpan.Zero,
            Duration = SteadyState.Block,
            Count = null,
        };
        var state = new SteadyState();
        long endNs = options.Clock.NowNs + Clock.ToNs(Longest);
        while (!state.IsReached)
        {
            if (options.Clock.NowNs >= endNs)
            {
                return false;
            }
            LoadResult load = await run(block, this, stop).ConfigureAwait(false);
            if (load.Counts.Ok == 0 || stop.IsCancellationRequested)
            {
                break;
            }
            state.Add(load.SendLag is null ? load.Window.TotalNanoseconds / load.Counts.Ok : load.Response.MeanNs);
        }
        return true;
    }

    void ILoadObserver.Progressed(LoadProgress progress) => progressed?.Invoke(progress with { Stage = LoadStage.Warmup });
}
