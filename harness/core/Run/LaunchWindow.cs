using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Stages;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Takes what client, server and machine have used at both ends of the window, and turns a load's result into a round.</summary>
/// <param name="calls">What is measured.</param>
/// <param name="servers">Who answers.</param>
/// <param name="serversBefore">What the servers had done before the warm-up began.</param>
/// <param name="progressed">Told how it goes; null for nobody.</param>
/// <param name="started">Told the start of the window, ns of the clock; null for nobody.</param>
internal sealed class LaunchWindow(ILaunchCalls calls, ServerWatch servers, ServersSnapshot serversBefore, Action<LoadProgress>? progressed, Action<long>? started) : ILoadObserver
{
    private readonly long _bytesOutBefore = calls.Statistics.Wire.BytesOut;
    private readonly long _bytesInBefore = calls.Statistics.Wire.BytesIn;
    private readonly long _sentBefore = calls.Statistics.Sent;
    private readonly double _recordingNs = RecordingCost.MeasureNs(Clock.System);
    private Task<ServersSnapshot>? _serversStart;
    private Task<ServersSnapshot>? _serversEnd;
    private Surroundings? _before;
    private Surroundings? _after;
    private Usage? _start;
    private Usage? _end;
    private ConnectionTotals? _connections;
    private ConnectionWindow? _window;

    private sealed record Usage(ProcessSnapshot Process, long Sent);

    private sealed record Surroundings(MachineSnapshot Machine, CoreTimes Cores, ClockPair Clocks, long Late, long Bytes);

    /// <summary>Whether the server no longer answered at the end.</summary>
    public bool ServerLost { get; private set; }

    public void WindowScheduled(long atNs) => calls.Statistics.ScheduleWindow(atNs);

    public void WindowStarted(long atNs)
    {
        started?.Invoke(atNs);
        calls.Stages?.StartWindow(atNs);
        _connections = calls.Statistics.StartWindow(atNs);
        _serversStart = servers.TakeAsync();
        _before = LookAround();
        // Last, and at the end first: what looking takes is not the load's.
        _start = Take();
    }

    public void WindowEnded(long atNs)
    {
        _end = Take();
        _serversEnd = servers.TakeAsync();
        _after = LookAround();
        _window = calls.Statistics.EndWindow(_connections!);
    }

    public void Progressed(LoadProgress progress) => progressed?.Invoke(progress);

    /// <summary>The round; call it once the load is over.</summary>
    public async Task<RoundRecord> RecordAsync(LaunchJob job, IReadOnlyList<string> methods, LoadResult load)
    {
        ServersSnapshot after = await servers.TakeAsync().ConfigureAwait(false);
        ServerLost = after.Lost is not null;
        LoadCounts counts = load.Counts;
        double seconds = load.Window.TotalSeconds / (job.Turns?.Of ?? 1);
        double outcomes = counts.Timed + counts.Cancelled;
        bool isOpen = load.SendLag is not null;
        IReadOnlyList<StageMean> stages = calls.Stages?.Take() ?? [];
        var round = new RoundRecord
        {
            Round = job.Round,
            Failure = ServerLost ? $"the server at {string.Join(" or ", job.Servers)} no longer answered at the end: {after.Lost}" : null,
            Partial = load.Interrupted ? true : null,
            Counts = new CallCounts
            {
                Scheduled = counts.Scheduled,
                Started = counts.Started,
                Ok = counts.Ok,
                Error = counts.Error,
                Timeout = counts.Timeout,
                Cancelled = counts.Cancelled,
                Dropped = counts.Dropped,
                Late = LateAnswers() - (_before?.Late ?? 0),
                Attempts = counts.Started + load.Retries + load.Hedges,
                Retries = load.Retries > 0 ? load.Retries : null,
                Hedges = load.Hedges > 0 ? load.Hedges : null,
                DoubleCompletions = load.DoubleCompletions > 0 ? load.DoubleCompletions : null,
                InFlight = load.GivenUp > 0 ? load.GivenUp : null,
            },
            Errors = load.Errors.ToDictionary(e => e.Key.Name(), e => e.Value),
            ErrorMessages = load.ErrorMessages.Count == 0 ? null : load.ErrorMessages.ToDictionary(e => e.Key.Name(), e => e.Value),
            OmissionPossible = !isOpen,
            WindowMs = load.Window.TotalMilliseconds,
            Turns = job.Turns?.Of,
            Pauses = load.Pauses.Count == 0 ? null : [.. load.Pauses.Select(p => new PauseInfo((p.StartNs - load.WindowStartNs) / 1e6, p.DurationNs / 1e6))],
            ServerPauses = servers.PausesBetween(load.WindowStartNs, load.WindowEndNs) is { Count: > 0 } pauses ? pauses : null,
            Halves = load.Halves.Count == 0 ? null : [.. load.Halves.Select(h => new HalfRound(h.OutcomesPerSecond, h.MeanNs))],
            RecordingNs = _recordingNs,
            RequestsSent = Math.Max(0, calls.Statistics.Sent - _sentBefore - load.WarmupAttempts),
            Timeline = [.. load.Timeline.Select((s, i) => new TimelineSecond(i, s.Ok, s.Failed, s.MaxNs, s.MeanNs, OpenedIn(i)))],
            Methods = load.Kinds.Count == 0 ? null : [.. load.Kinds.Select((k, i) => new MethodRound(methods[i], k.Ok, k.Failed, PercentilesOf(k.Response)))],
            Providers = ProvidersOf(load),
            Stages = stages.Count == 0 ? null : [.. stages.Select(s => new StageTime(s.Stage.Name(), s.TimeNs, s.AllocatedBytes))],
            StageSamples = stages.Count == 0 ? null : stages[0].Samples,
            Lost = _window is { Lost: > 0 } lossy
                ? new ConnectionLoss(lossy.Lost, Math.Max(0, lossy.FirstLostNs - load.WindowStartNs) / 1e6, Math.Max(0, lossy.LastLostNs - load.WindowStartNs) / 1e6)
                : null,
            ServerHandled = Handled(serversBefore, after, load),
            ServerFailed = Failed(serversBefore, after, load) is > 0 and long failed ? failed : null,
        };
        if (_start is null || _end is null || outcomes == 0 || seconds <= 0)
        {
            return round;
        }
        ProcessSnapshot used = _end.Process.Minus(_start.Process);
        return round with
        {
            ThroughputPerSecond = outcomes / seconds,
            GoodputPerSecond = load.Goodput / seconds,
            AttemptsPerCall = load.FirstAttempt is null ? null : (counts.Started + load.Retries + load.Hedges) / (double)counts.Started,
            Latency = new LatencyFigures<double>
            {
                Response = PercentilesOf(load.Response),
                Service = PercentilesOf(load.Service),
                SendLag = isOpen ? PercentilesOf(load.SendLag!) : null,
                FirstAttempt = load.FirstAttempt is null ? null : PercentilesOf(load.FirstAttempt),
                ResponseHdr = HistogramText.Encode(load.Response.ToHdr()),
                ServiceHdr = HistogramText.Encode(load.Service.ToHdr()),
                SendLagHdr = isOpen ? HistogramText.Encode(load.SendLag!.ToHdr()) : null,
                Overflow = load.Response.Overflow > 0 ? load.Response.Overflow : null,
                Negative = NegativeIn(load) is > 0 and long negative ? negative : null,
            },
            Client = Spent(used, CallsSpanned(_end.Sent - _start.Sent, round.RequestsSent, outcomes)),
            Server = await ServerSpentAsync(round.ServerHandled, outcomes).ConfigureAwait(false),
            ClientCores = used.CpuNs / (double)used.AtNs,
            CpuSteal = _after!.Machine.StealSince(_before!.Machine),
            CoreIdle = _after.Cores.IdleSince(_before.Cores),
            WallAheadNs = _after.Clocks.WallAheadSince(_before.Clocks),
            Wire = WireOf(load),
            Connections = ConnectionsOf(_window!, round.RequestsSent!.Value),
        };
    }

    private Usage Take()
    {
        long sent = calls.Statistics.Sent;
        return new Usage(ProcessSnapshot.Take(Clock.System), sent);
    }

    private Surroundings LookAround() => new(MachineSnapshot.Take(), CoreTimes.Take(), ClockPair.Take(Clock.System), LateAnswers(), calls.Statistics.Wire.BytesOut + calls.Statistics.Wire.BytesIn);

    /// <summary>
    /// Bytes per call from before the warm-up to after the drain, over all calls of that time: with nothing under way at either end
    /// the figure is exact, and bytes don't change with the machine's warmth.
    /// </summary>
    private WireFigures<double> WireOf(LoadResult load)
    {
        double made = load.Warmup.Started + load.Counts.Started;
        return new WireFigures<double>
        {
            BytesOutPerCall = (calls.Statistics.Wire.BytesOut - _bytesOutBefore) / made,
            BytesInPerCall = (calls.Statistics.Wire.BytesIn - _bytesInBefore) / made,
            BytesPerSecond = (_after!.Bytes - _before!.Bytes) / load.Window.TotalSeconds,
        };
    }

    private long LateAnswers() => calls.Statistics.UnwantedAnswers.Late + calls.Statistics.UnwantedAnswers.Duplicate;

    /// <summary>
    /// What the server handled of the window's calls. It is asked before the warm-up and after the drain, when nothing is under way,
    /// so that no call stands on the other side of an edge; the calls of the warm-up are taken off.
    /// </summary>
    private static long? Handled(ServersSnapshot before, ServersSnapshot after, LoadResult load) =>
        after.IsOfSame(before) && after.Handled - before.Handled is long handled ? Math.Max(0, handled - load.WarmupAttempts + load.WarmupUnsent) : null;

    /// <summary>What the server answered with an error of the window's calls: those of the warm-up that failed, or were tried again, are taken for its own.</summary>
    private static long? Failed(ServersSnapshot before, ServersSnapshot after, LoadResult load) =>
        after.IsOfSame(before) && after.Failed - before.Failed is long failed ? failed - Math.Max(0, load.WarmupAttempts - load.Warmup.Ok) : null;

    private async Task<ProcessFigures<double>?> ServerSpentAsync(long? handled, double outcomes)
    {
        ServersSnapshot start = await _serversStart!.ConfigureAwait(false);
        ServersSnapshot end = await _serversEnd!.ConfigureAwait(false);
        return end.IsOfSame(start) ? Spent(end.Process!.Minus(start.Process!), CallsSpanned(end.Handled - start.Handled, handled, outcomes)) : null;
    }

    /// <summary>
    /// The calls whose cost lies between two snapshots of a process, which come a few ms after the ends of the window where its threads are busy: told by what the
    /// process itself counted, as that is exact.
    /// </summary>
    /// <param name="between">What it counted between the snapshots: requests sent, or handled.</param>
    /// <param name="inWindow">What it counted of the window's calls; null if unknown.</param>
    /// <param name="outcomes">The window's calls.</param>
    private static double CallsSpanned(long? between, long? inWindow, double outcomes) => between > 0 && inWindow > 0 ? outcomes * between.Value / inWindow.Value : outcomes;

    private ProviderRound[]? ProvidersOf(LoadResult load)
    {
        ProviderRound[] used = [.. calls.Providers.Select(u => new ProviderRound(
            u.Provider.Id, u.Provider.Epoch, u.Calls, u.Failed, Ms(u.FirstCallNs), Ms(u.LastCallNs)))];
        return used.Length == 0 ? null : used;

        double? Ms(long ns) => ns == 0 ? null : Math.Max(0, (ns - load.WindowStartNs) / 1e6);
    }

    private int? OpenedIn(int second) => _window?.OpenedBySecond is { Count: > 0 } opened ? opened.ElementAtOrDefault(second) : null;

    private static ProcessFigures<double> Spent(ProcessSnapshot used, double calls) => new()
    {
        CpuNsPerCall = used.CpuNs / calls,
        AllocatedBytesPerCall = used.AllocatedBytes / calls,
        GcPauseNs = used.GcPauseNs,
        Gen0 = used.Gen0,
        Gen1 = used.Gen1,
        Gen2 = used.Gen2,
        WorkingSetBytes = used.WorkingSetBytes,
        HeapBytes = used.HeapBytes,
    };

    private ConnectionFigures<double> ConnectionsOf(ConnectionWindow window, long sent) => new()
    {
        Opened = window.Opened,
        Peak = window.Peak,
        Reconnects = window.Reconnects,
        CallsPerConnection = window.Opened > 0 ? sent / (double)window.Opened : null,
        HandshakeP50Ns = window.HandshakeP50Ns,
        WaitP99Ns = window.WaitP99Ns,
        TimeWait = _after!.Machine.TimeWait,
    };

    private static long NegativeIn(LoadResult load) => Math.Max(load.Response.Underflow, load.Service.Underflow) + (load.SendLag?.Underflow ?? 0);

    private static Percentiles<double>? PercentilesOf(LatencyHistogram histogram) => histogram.Count == 0 ? null : new()
    {
        P50Ns = histogram.ValueAtPercentile(50),
        P90Ns = histogram.ValueAtPercentile(90),
        P95Ns = histogram.ValueAtPercentile(95),
        P99Ns = histogram.ValueAtPercentile(99),
        P999Ns = histogram.ValueAtPercentile(99.9),
        MaxNs = histogram.MaxNs,
        MeanNs = histogram.MeanNs,
    };
}
