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
        return OnOwnThread(() => LoadRun.Conduct(options, DriveOf(options, createCaller), observer, stop));
    }

    /// <summary>
    /// Runs a closed load whose calls are driven from outside, line by line, each answered in order: for bare sockets, which a caller per call would cost more
    /// than they take themselves. Course, counts and latencies are those of every other load.
    /// </summary>
    /// <param name="options">What load: closed, without time to think or turns, of one kind of calls.</param>
    /// <param name="lines">Lines over which the workers are spread, as many to each.</param>
    /// <param name="driveLine">
    /// Drives the line of a number, from 0: sends what starts, tells what was answered, and returns once nothing is under way and nothing starts any more. What
    /// goes wrong ends the line's calls (<see cref="OrderedCalls.End"/>). Called on the engine's thread, so that it returns at once. Its token is cancelled when
    /// the drain is over.
    /// </param>
    /// <param name="observer">Told about the course; null for none.</param>
    /// <param name="stop">Ends the window now and the drain within a second; what was measured is kept.</param>
    /// <returns>What was measured. The task always ends: lines that ignore their token for a second are given up. It ends early if every line has broken off.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the load is another one.</exception>
    public static Task<LoadResult> RunLinesAsync(
        LoadOptions options, int lines, Func<int, OrderedCalls, CancellationToken, Task> driveLine, ILoadObserver? observer = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(driveLine);
        options.Validate();
        return options is { Model: ClosedLoad { Think.Ticks: 0 } closed, Kinds: 1, Turns: null } && lines > 0 && closed.Workers % lines == 0
            ? OnOwnThread(() => LoadRun.Conduct(options, (session, _) => new OrderedDrive(lines, session, driveLine), observer, stop))
            : throw new ArgumentException($"The load {options.Model} with {options.Kinds} kinds of calls can't be spread over {lines} lines.");
    }

    private static Func<LoadSession, long, LoadDrive> DriveOf(LoadOptions options, Func<ICaller> createCaller)
    {
        int workers = (options.Model as ClosedLoad)?.Workers ?? 0;
        var callers = new ICaller[Math.Max(1, workers)];
        for (int i = 0; i < callers.Length; i++)
        {
            callers[i] = createCaller();
        }
        return (session, startNs) => workers > 0 ? new ClosedDrive(workers, session, callers) : new OpenDrive(session, startNs, callers[0], createCaller);
    }

    private static Task<LoadResult> OnOwnThread(Func<LoadResult> conduct)
    {
        var ended = new TaskCompletionSource<LoadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                ended.SetResult(conduct());
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
