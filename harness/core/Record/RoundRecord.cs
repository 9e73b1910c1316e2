namespace Bench.Harness.Record;

/// <summary>One launch: one cell in one round, with fresh processes.</summary>
public sealed record RoundRecord : Figures<double>
{
    /// <summary>Round, from 1.</summary>
    public int Round { get; init; }

    /// <summary>Why there are no figures, for the user; absent if all went well.</summary>
    public string? Failure { get; init; }

    /// <summary>True if the round was interrupted: the window ended early.</summary>
    public bool? Partial { get; init; }

    /// <summary>Every call of the window, by how it ended.</summary>
    public required CallCounts Counts { get; init; }

    /// <summary>Errors by kind; their sum is the count of errors.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();

    /// <summary>The first message of each kind of error.</summary>
    public IReadOnlyDictionary<string, string>? ErrorMessages { get; init; }

    /// <summary>True in a closed loop, where a slow answer holds back the calls that would have shown it.</summary>
    public bool OmissionPossible { get; init; }

    /// <summary>Time from the first load to the window, ms; absent where it was given.</summary>
    public double? WarmupMs { get; init; }

    /// <summary>True if the load still got faster when the longest warm-up was over; absent otherwise.</summary>
    public bool? Unsteady { get; init; }

    /// <summary>Length of the window in ms.</summary>
    public double WindowMs { get; init; }

    /// <summary>Launches of how many builds ran beside each other, taking turns of 20 ms: only every so many turns of the window are this one's, and throughput is per second of those; absent where it ran alone.</summary>
    public int? Turns { get; init; }

    /// <summary>Pauses that the watchdog of the load worker saw in the window.</summary>
    public IReadOnlyList<PauseInfo>? Pauses { get; init; }

    /// <summary>Calls the server handled in the window; absent if it could not be asked.</summary>
    public long? ServerHandled { get; init; }

    /// <summary>Calls the server answered with an error in the window; absent if none, or if it could not be asked.</summary>
    public long? ServerFailed { get; init; }

    /// <summary>Share of all CPU time in the window that the hypervisor took away, 0 to 1; absent if unknown.</summary>
    public double? CpuSteal { get; init; }

    /// <summary>Share of one core the load worker used, cores; absent if unknown.</summary>
    public double? ClientCores { get; init; }

    /// <summary>Pauses that the servers' own watchdogs saw in the window; absent if none.</summary>
    public IReadOnlyList<PauseInfo>? ServerPauses { get; init; }

    /// <summary>Share of the window that each core of the load worker's machine was idle, 0 to 1, in the order of their numbers; absent if unknown.</summary>
    public IReadOnlyList<double>? CoreIdle { get; init; }

    /// <summary>
    /// How much further the wall clock went than the monotonic one in the window, ns, beyond what reading them leaves uncertain; negative
    /// if less far.
    /// </summary>
    public double? WallAheadNs { get; init; }

    /// <summary>Requests that the client's connections sent for the calls of the window, counted where frames are written.</summary>
    public long? RequestsSent { get; init; }

    /// <summary>First and second half of the window; absent where it is too short to compare them.</summary>
    public IReadOnlyList<HalfRound>? Halves { get; init; }

    /// <summary>Two readings of the clock and an entry in a histogram, ns, measured in the load worker just before the load: what a call that does nothing would show.</summary>
    public double? RecordingNs { get; init; }

    /// <summary>What the load worker held beyond its start when every connection was closed again; absent if the system doesn't tell.</summary>
    public LeftoverInfo? Leftovers { get; init; }

    /// <summary>
    /// How the rate was searched for; absent where it was given. The figures are those of the longer window that confirmed it, and absent if
    /// none did: counts and errors are those of the last window then.
    /// </summary>
    public SearchRecord? Search { get; init; }

    /// <summary>Where the time of sampled calls went; absent where that was not asked for.</summary>
    public IReadOnlyList<StageTime>? Stages { get; init; }

    /// <summary>How many calls were sampled for that.</summary>
    public long? StageSamples { get; init; }

    /// <summary>The calls of each method; absent where the scenario calls one alone.</summary>
    public IReadOnlyList<MethodRound>? Methods { get; init; }

    /// <summary>What each provider was used for; absent where one server was named beforehand.</summary>
    public IReadOnlyList<ProviderRound>? Providers { get; init; }

    /// <summary>Connections that were lost in the window; absent if none was.</summary>
    public ConnectionLoss? Lost { get; init; }

    /// <summary>What the consumers of the directory saw; absent where providers were named beforehand.</summary>
    public DirectoryRound? Directory { get; init; }

    /// <summary>What the relay between client and server did; absent where there was none.</summary>
    public RelayRound? Relay { get; init; }

    /// <summary>Faults that took place, in order; absent if none.</summary>
    public IReadOnlyList<FaultInfo>? Faults { get; init; }

    /// <summary>The window second by second.</summary>
    public IReadOnlyList<TimelineSecond>? Timeline { get; init; }
}

/// <summary>Every call of a window, by how it ended: scheduled = started + dropped; started = ok + error + timeout + cancelled.</summary>
public sealed record CallCounts
{
    /// <summary>Calls whose intended start lies in the window.</summary>
    public long Scheduled { get; init; }

    /// <summary>Calls begun.</summary>
    public long Started { get; init; }

    /// <summary>Right answers in time.</summary>
    public long Ok { get; init; }

    /// <summary>Failed calls.</summary>
    public long Error { get; init; }

    /// <summary>Calls without an answer within the deadline.</summary>
    public long Timeout { get; init; }

    /// <summary>Calls the caller gave up.</summary>
    public long Cancelled { get; init; }

    /// <summary>Calls never begun, as they were too late or too many were in flight.</summary>
    public long Dropped { get; init; }

    /// <summary>Answers that came after their call had ended.</summary>
    public long Late { get; init; }

    /// <summary>Attempts made for the started calls: started + retries + hedges.</summary>
    public long Attempts { get; init; }

    /// <summary>Attempts made after an earlier one had failed; absent if none.</summary>
    public long? Retries { get; init; }

    /// <summary>Attempts made beside a slow one; absent if none.</summary>
    public long? Hedges { get; init; }

    /// <summary>Completions of calls that had one already; absent if none.</summary>
    public long? DoubleCompletions { get; init; }

    /// <summary>Calls still in flight when the load was over, counted as cancelled; absent if none.</summary>
    public long? InFlight { get; init; }
}

/// <summary>What a stage took of a sampled call, on average.</summary>
/// <param name="Name">The stage, in the order of the call.</param>
/// <param name="TimeNs">Its time, ns.</param>
/// <param name="AllocatedBytes">What it allocated; absent where it begins and ends on different threads.</param>
public sealed record StageTime(string Name, double TimeNs, double? AllocatedBytes = null);

/// <summary>The calls of one method in the window.</summary>
/// <param name="Method">Method of the contract.</param>
/// <param name="Ok">Those that ended ok.</param>
/// <param name="Failed">Those that ended otherwise.</param>
/// <param name="Response">Their response times, ns; absent if none was timed.</param>
public sealed record MethodRound(string Method, long Ok, long Failed, Percentiles<double>? Response = null);

/// <summary>What a provider was used for in a launch, warm-up included.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Epoch">Its registration.</param>
/// <param name="Calls">Attempts sent to it.</param>
/// <param name="Failed">Those that ended with a lost or refused connection, or as timeout.</param>
/// <param name="FirstMs">When the first of them began, ms from the start of the window, 0 for the warm-up; absent if there was none.</param>
/// <param name="LastMs">When the last of them began; absent if there was none.</param>
public sealed record ProviderRound(string Id, long Epoch, long Calls, long Failed, double? FirstMs = null, double? LastMs = null);

/// <summary>What the relay between client and server did in a launch, warm-up included.</summary>
/// <param name="Connections">Connections accepted.</param>
/// <param name="Refused">Of them, reset at once.</param>
/// <param name="BytesUp">Bytes that left towards servers.</param>
/// <param name="BytesDown">Bytes that left towards clients.</param>
/// <param name="ReleaseLagP50Ns">Median from when a piece was due to when it was sent, ns; absent if nothing was sent.</param>
/// <param name="ReleaseLagP99Ns">Its 99th percentile.</param>
/// <param name="PacingCpuNs">CPU time of the threads that send what is due, ns; absent where unknown.</param>
public sealed record RelayRound(
    long Connections, long Refused, long BytesUp, long BytesDown, double? ReleaseLagP50Ns = null, double? ReleaseLagP99Ns = null, double? PacingCpuNs = null);

/// <summary>Connections that broke, or whose peer was found to be dead.</summary>
/// <param name="Connections">How many.</param>
/// <param name="FirstMs">When the first of them ended, ms from the start of the window.</param>
/// <param name="LastMs">When the last of them ended.</param>
public sealed record ConnectionLoss(int Connections, double FirstMs, double LastMs);

/// <summary>A fault that took place.</summary>
/// <param name="AtMs">When, ms from the start of the window.</param>
/// <param name="Fault">What was asked for, e.g. <c>kill provider 2</c>.</param>
/// <param name="Did">What came of it, e.g. <c>3 connections met</c>; absent if there is nothing to say.</param>
/// <param name="BackMs">When what it ended was there again, ms from the start of the window: a provider registered, a directory reachable; absent for other faults.</param>
/// <param name="AskedMs">When the provider that was started anew asked the directory to register it; absent for other faults.</param>
public sealed record FaultInfo(double AtMs, string Fault, string? Did = null, double? BackMs = null, double? AskedMs = null);

/// <summary>A stretch in which a process did not run.</summary>
/// <param name="AtMs">Its start, ms from the start of the window; negative if it began before.</param>
/// <param name="DurationMs">Its length in ms.</param>
/// <param name="Server">Number of the server, from 1; absent where there was one, and for the load worker.</param>
public sealed record PauseInfo(double AtMs, double DurationMs, int? Server = null);

/// <summary>One half of the window.</summary>
/// <param name="ThroughputPerSecond">Calls intended in it that began, per second.</param>
/// <param name="MeanNs">Their mean response time, ns; absent if none was timed.</param>
public sealed record HalfRound(double ThroughputPerSecond, double? MeanNs = null);

/// <summary>What a process held beyond its start.</summary>
/// <param name="Handles">File handles, sockets not among them.</param>
/// <param name="Sockets">Sockets.</param>
/// <param name="Threads">Threads, those of the runtime itself not among them.</param>
public sealed record LeftoverInfo(int Handles, int Sockets, int Threads);

/// <summary>One second of the window.</summary>
/// <param name="Second">From 0.</param>
/// <param name="Ok">Calls that started (by intention) in it and ended ok.</param>
/// <param name="Failed">Calls that started in it and did not.</param>
/// <param name="MaxNs">The longest response time among them, ns; absent if there were none.</param>
/// <param name="MeanNs">The mean response time among them, ns; absent if there were none.</param>
/// <param name="Opened">Connections opened in it; absent where none was opened in the whole window.</param>
public sealed record TimelineSecond(int Second, long Ok, long Failed, double? MaxNs = null, double? MeanNs = null, int? Opened = null);
