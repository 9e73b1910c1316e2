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

    /// <summary>Length of the window in ms.</summary>
    public double WindowMs { get; init; }

    /// <summary>Pauses that the watchdog of the load worker saw in the window.</summary>
    public IReadOnlyList<PauseInfo>? Pauses { get; init; }

    /// <summary>Calls the server handled in the window; absent if it could not be asked.</summary>
    public long? ServerHandled { get; init; }

    /// <summary>Share of all CPU time in the window that the hypervisor took away, 0 to 1; absent if unknown.</summary>
    public double? CpuSteal { get; init; }

    /// <summary>Share of one core the load worker used, cores; absent if unknown.</summary>
    public double? ClientCores { get; init; }

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
}

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

/// <summary>A stretch in which the load worker did not run.</summary>
/// <param name="AtMs">Its start, ms from the start of the window.</param>
/// <param name="DurationMs">Its length in ms.</param>
public sealed record PauseInfo(double AtMs, double DurationMs);

/// <summary>One second of the window.</summary>
/// <param name="Second">From 0.</param>
/// <param name="Ok">Calls that started (by intention) in it and ended ok.</param>
/// <param name="Failed">Calls that started in it and did not.</param>
/// <param name="MaxNs">The longest response time among them, ns; absent if there were none.</param>
/// <param name="MeanNs">The mean response time among them, ns; absent if there were none.</param>
/// <param name="Opened">Connections opened in it; absent where none was opened in the whole window.</param>
public sealed record TimelineSecond(int Second, long Ok, long Failed, double? MaxNs = null, double? MeanNs = null, int? Opened = null);
