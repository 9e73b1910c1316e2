namespace Bench.Harness.Record;

/// <summary>Where a run took place: what has to be equal for two runs to be comparable.</summary>
public sealed record EnvironmentInfo
{
    /// <summary>Model name of the processor.</summary>
    public required string Cpu { get; init; }

    /// <summary>Logical cores that the process may use.</summary>
    public required int Cores { get; init; }

    /// <summary>Operating system with its version.</summary>
    public required string Os { get; init; }

    /// <summary>Runtime with its version.</summary>
    public required string Runtime { get; init; }

    /// <summary><c>workstation</c> or <c>server</c>, with <c>concurrent</c> or <c>non-concurrent</c>.</summary>
    public required string Gc { get; init; }

    /// <summary>Physical memory in bytes; absent if unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Processor architecture, e.g. <c>x64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>Hash of processor, cores, memory and operating system, in hexadecimal: equal for runs on equal machines. It names no host.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Local ports for connections, and when they are free again; absent where the system doesn't tell.</summary>
    public PortBudget? Ports { get; init; }

    /// <summary>Settings given to the worker and server processes, as environment variables.</summary>
    public IReadOnlyDictionary<string, string>? ProcessSettings { get; init; }

    /// <summary>Endpoint of the server that was driven, as given; absent where the run started its own beside the load worker.</summary>
    public string? ServerEndpoint { get; init; }

    /// <summary>True if client and server ran in one process; absent otherwise.</summary>
    public bool? InProcess { get; init; }
}

/// <summary>The machine's local ports.</summary>
/// <param name="First">The lowest that connections take by themselves.</param>
/// <param name="Last">The highest.</param>
/// <param name="TimeWaitReuse">
/// Linux's <c>tcp_tw_reuse</c>: with 2, the default, ports of closed loopback connections are taken again after a second, with 1 all are, with 0
/// after a minute; absent if unknown.
/// </param>
public sealed record PortBudget(int First, int Last, int? TimeWaitReuse = null);
