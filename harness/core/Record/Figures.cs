namespace Bench.Harness.Record;

/// <summary>
/// The figures of a round (<c>T</c> = <see cref="double"/>) or of a cell over its rounds (<c>T</c> = <see cref="Estimate"/>).
/// Whatever was not measured is null and absent from the record.
/// </summary>
public record Figures<T> where T : struct
{
    /// <summary>Outcomes of the window per second of it.</summary>
    public T? ThroughputPerSecond { get; init; }

    /// <summary>Outcomes that were ok and met the deadline, per second of the window.</summary>
    public T? GoodputPerSecond { get; init; }

    /// <summary>Attempts per started call; only where calls may have several.</summary>
    public T? AttemptsPerCall { get; init; }

    /// <summary>Highest arrival rate that was confirmed to meet the objective of a search; only where one was.</summary>
    public T? CapacityPerSecond { get; init; }

    /// <summary>Latencies, ns.</summary>
    public LatencyFigures<T>? Latency { get; init; }

    /// <summary>The load worker's process.</summary>
    public ProcessFigures<T>? Client { get; init; }

    /// <summary>The server's process.</summary>
    public ProcessFigures<T>? Server { get; init; }

    /// <summary>What the client's sockets wrote and read, framing included, TCP/IP headers not.</summary>
    public WireFigures<T>? Wire { get; init; }

    /// <summary>What the client's connections did.</summary>
    public ConnectionFigures<T>? Connections { get; init; }
}

/// <summary>The latency figures of a round or cell.</summary>
public sealed record LatencyFigures<T> where T : struct
{
    /// <summary>Intended start → outcome, free of coordinated omission in the open model.</summary>
    public Percentiles<T>? Response { get; init; }

    /// <summary>Actual send → outcome.</summary>
    public Percentiles<T>? Service { get; init; }

    /// <summary>Intended start → actual send; only in the open model.</summary>
    public Percentiles<T>? SendLag { get; init; }

    /// <summary>Start of a call → end of its first attempt; only where calls may have several.</summary>
    public Percentiles<T>? FirstAttempt { get; init; }

    /// <summary>Histogram of response times: base64 of gzip of HdrHistogram V2, uncompressed encoding; only in rounds.</summary>
    public string? ResponseHdr { get; init; }

    /// <summary>Histogram of service times, likewise.</summary>
    public string? ServiceHdr { get; init; }

    /// <summary>Histogram of send lags, likewise.</summary>
    public string? SendLagHdr { get; init; }

    /// <summary>Latencies above the histogram's range of one hour, counted at its end; only where there were any.</summary>
    public long? Overflow { get; init; }

    /// <summary>Latencies below 0, counted as 0; only where there were any.</summary>
    public long? Negative { get; init; }
}

/// <summary>Percentiles in ns.</summary>
public sealed record Percentiles<T> where T : struct
{
    /// <summary>Median.</summary>
    public T? P50Ns { get; init; }

    /// <summary>90th percentile.</summary>
    public T? P90Ns { get; init; }

    /// <summary>95th percentile.</summary>
    public T? P95Ns { get; init; }

    /// <summary>99th percentile.</summary>
    public T? P99Ns { get; init; }

    /// <summary>99.9th percentile.</summary>
    public T? P999Ns { get; init; }

    /// <summary>Largest value.</summary>
    public T? MaxNs { get; init; }

    /// <summary>Arithmetic mean.</summary>
    public T? MeanNs { get; init; }
}

/// <summary>What a process spent in the window.</summary>
public sealed record ProcessFigures<T> where T : struct
{
    /// <summary>User and kernel CPU time per outcome, ns.</summary>
    public T? CpuNsPerCall { get; init; }

    /// <summary>Managed bytes allocated per outcome.</summary>
    public T? AllocatedBytesPerCall { get; init; }

    /// <summary>Pauses for garbage collection in the window, ns in all.</summary>
    public T? GcPauseNs { get; init; }

    /// <summary>Collections of generation 0.</summary>
    public T? Gen0 { get; init; }

    /// <summary>Collections of generation 1.</summary>
    public T? Gen1 { get; init; }

    /// <summary>Collections of generation 2.</summary>
    public T? Gen2 { get; init; }

    /// <summary>Physical memory held at the end of the window, bytes.</summary>
    public T? WorkingSetBytes { get; init; }

    /// <summary>Managed objects at the end of the window, those not yet collected included, bytes.</summary>
    public T? HeapBytes { get; init; }
}

/// <summary>Bytes on the wire.</summary>
public sealed record WireFigures<T> where T : struct
{
    /// <summary>Client → server, per call of warm-up and window together, which makes it exact.</summary>
    public T? BytesOutPerCall { get; init; }

    /// <summary>Server → client, likewise.</summary>
    public T? BytesInPerCall { get; init; }

    /// <summary>Both ways per second of the window: what calls, heartbeats and handshakes make up together.</summary>
    public T? BytesPerSecond { get; init; }
}

/// <summary>What the client's connections did.</summary>
public sealed record ConnectionFigures<T> where T : struct
{
    /// <summary>Connections opened in the window; before it, in the warm-up, for those that live on.</summary>
    public T? Opened { get; init; }

    /// <summary>Most open at one time.</summary>
    public T? Peak { get; init; }

    /// <summary>Connections opened in place of one that broke.</summary>
    public T? Reconnects { get; init; }

    /// <summary>Calls sent per connection used.</summary>
    public T? CallsPerConnection { get; init; }

    /// <summary>Median time to open a connection, ns: the carrier's handshake.</summary>
    public T? HandshakeP50Ns { get; init; }

    /// <summary>99th percentile of the time a call waited for a connection, ns.</summary>
    public T? WaitP99Ns { get; init; }

    /// <summary>Sockets of this machine in TIME_WAIT at the end of the window.</summary>
    public T? TimeWait { get; init; }
}
