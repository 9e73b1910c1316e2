namespace Bench.Harness.Run;

/// <summary>The load worker of a launch while its window lasts: stopped for a while, it shows whether the tool notices.</summary>
public sealed class RunningWorker
{
    private readonly int _processId;

    internal RunningWorker(int processId) => _processId = processId;

    /// <summary>Why this system can't stop a process and let it go on; null if it can.</summary>
    public static string? WhyNotPaused => ProcessSignal.IsSupported ? null : "processes can't be stopped on this system";

    /// <summary>It stands still for that long; it goes on early when the token says so.</summary>
    public async Task PauseAsync(TimeSpan length, TimeProvider time, CancellationToken end)
    {
        ProcessSignal.Pause(_processId);
        try
        {
            await Task.Delay(length, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            ProcessSignal.Resume(_processId);
        }
    }
}
