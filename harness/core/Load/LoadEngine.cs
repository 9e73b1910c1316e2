namespace Bench.Harness.Load;

/// <summary>
/// Drives callers with a load and measures them. It knows nothing of what a call is; see <see cref="LoadResult"/> for what it
/// tells. Its own threads open and close the window, pace arrivals and watch for pauses, so that callers that hog the thread
/// pool neither keep it from ending nor from noticing.
/// </summary>
public static class LoadEngine
{
    /// <summary>Runs one load: warm-up, window, and a drain of at most one deadline, after which calls in flight are cancelled.</summary>
    /// <param name="options">What load, for how long, within which bounds.</param>
    /// <param name="createCaller">
    /// Makes a caller: every worker's before the load starts, or one whenever an open load has more calls in flight than before
    /// (then on the thread that paces it, so keep it quick).
    /// </param>
    /// <param name="observer">Told about the course; null for none.</param>
    /// <param name="stop">Ends the window now and the drain within a second; what was measured is kept.</param>
    /// <returns>
    /// What was measured. The task always ends: callers that ignore their cancellation for a second are given up.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Task<LoadResult> RunAsync(
        LoadOptions options, Func<ICaller> createCaller, ILoadObserver? observer = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createCaller);
        options.Validate();
        var ended = new TaskCompletionSource<LoadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                ended.SetResult(LoadRun.Conduct(options, createCaller, observer, stop));
            }
            catch (Exception e)
            {
                ended.SetException(e);
            }
        })
        { IsBackground = true, Name = "load engine" };
        thread.Start();
        return ended.Task;
    }
}
