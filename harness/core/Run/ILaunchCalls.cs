using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Stages;

namespace Bench.Harness.Run;

/// <summary>The calls of a launch: a typed client's, or a floor's.</summary>
internal interface ILaunchCalls : IAsyncDisposable
{
    /// <summary>What their connections did.</summary>
    ConnectionStatistics Statistics { get; }

    /// <summary>What each provider was used for so far; empty where there is one alone, named beforehand.</summary>
    IReadOnlyList<ProviderUse> Providers { get; }

    /// <summary>Where the time of calls goes; null where their stages are not timed.</summary>
    StageLedger? Stages => null;

    /// <summary>The methods called, by kind.</summary>
    IReadOnlyList<string> Methods { get; }

    /// <summary>The kind of a call by its number; null where there is one alone.</summary>
    Func<long, int>? KindOf { get; }

    /// <summary>
    /// Makes calls before the clock starts, in bursts with pauses: counted methods are then recompiled on an idle machine, where it takes a fraction of the
    /// time that it takes under load. What goes wrong here will go wrong under load too, and be counted there.
    /// </summary>
    Task PrimeAsync(CancellationToken stop);

    /// <summary>Runs a load of them.</summary>
    Task<LoadResult> RunAsync(LoadOptions options, ILoadObserver observer, CancellationToken stop);
}

/// <summary>How calls are made before the clock starts.</summary>
internal static class Priming
{
    /// <summary>Bursts: the runtime counts 30 calls before it recompiles a method, and what that one calls is counted anew.</summary>
    public const int Bursts = 4;

    /// <summary>Calls of each operation in a burst.</summary>
    public const int CallsPerBurst = 40;

    /// <summary>Time after each burst.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    /// <summary>Time for all bursts: over 40 ms the first one still fits in; more would cost a launch more time than its window.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>Waits for the pause, or until stopped.</summary>
    public static async Task PauseAsync(CancellationToken stop) => await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
