using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Tests.Harness.Run;

/// <summary>Loads that get faster, or fail, before they are measured.</summary>
public sealed class SteadyWarmupTests
{
    private static readonly LoadOptions Options = new() { Model = new ClosedLoad(1), Count = 5, Warmup = TimeSpan.FromHours(1) };

    [Fact]
    public async Task What_gets_faster_is_waited_for()
    {
        // As slow as a cold start for two seconds, then five times as fast.
        long fastNs = Clock.System.NowNs + 2_000_000_000;
        var progress = new List<LoadStage>();
        var warmup = new SteadyWarmup(Options, Run(() => new Caller(fastNs, CallOutcome.Ok)), p => progress.Add(p.Stage));
        long startNs = Clock.System.NowNs;

        Assert.True(await warmup.ReachAsync(CancellationToken.None));

        // Two blocks on either side of the change are faster and slower; four after it are alike.
        Assert.InRange((Clock.System.NowNs - startNs) / 1e9, 3.4, 30);
        Assert.All(progress, stage => Assert.Equal(LoadStage.Warmup, stage));
        Assert.NotEmpty(progress);
    }

    [Fact]
    public async Task Where_nothing_succeeds_there_is_nothing_to_wait_for()
    {
        long startNs = Clock.System.NowNs;
        var warmup = new SteadyWarmup(Options, Run(() => new Caller(0, CallOutcome.Failed(ErrorKind.Internal, "no"))), null);

        Assert.True(await warmup.ReachAsync(CancellationToken.None));

        Assert.InRange((Clock.System.NowNs - startNs) / 1e9, 0.4, 1.9);
    }

    private static Func<LoadOptions, ILoadObserver, CancellationToken, Task<LoadResult>> Run(Func<ICaller> createCaller) =>
        (options, observer, stop) => LoadEngine.RunAsync(options, createCaller, observer, stop);

    private sealed class Caller(long fastNs, CallOutcome outcome) : ICaller
    {
        public async ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation)
        {
            await Task.Delay(Clock.System.NowNs < fastNs ? 50 : 10, CancellationToken.None);
            return outcome;
        }
    }
}
