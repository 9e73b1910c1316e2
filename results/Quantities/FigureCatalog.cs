using System.Reflection;
using Bench.Harness.Record;

namespace Bench.Results.Quantities;

/// <summary>Every figure of the run record, one entry each, in the order of tables.</summary>
public static class FigureCatalog
{
    /// <summary>All figures.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("throughput", "ThroughputPerSecond", "Throughput", "Rate", Unit.PerSecond, Better.Higher),
        new("goodput", "GoodputPerSecond", "Goodput", "Rate", Unit.PerSecond, Better.Higher),
        new("attempts", "AttemptsPerCall", "Attempts per call", "Rate", Unit.Count, Better.Lower),
        new("capacity", "CapacityPerSecond", "Capacity under the objective", "Rate", Unit.PerSecond, Better.Higher),
        .. Percentiles("response", "Latency.Response", "Response time"),
        .. Percentiles("service", "Latency.Service", "Service time"),
        .. Percentiles("send-lag", "Latency.SendLag", "Send lag"),
        .. Percentiles("first-attempt", "Latency.FirstAttempt", "First attempt"),
        .. Process("client", "Client", "Client process"),
        .. Process("server", "Server", "Server process"),
        new("wire.out", "Wire.BytesOutPerCall", "Bytes out per call", "Wire", Unit.Bytes, Better.Lower),
        new("wire.in", "Wire.BytesInPerCall", "Bytes in per call", "Wire", Unit.Bytes, Better.Lower),
        new("wire.rate", "Wire.BytesPerSecond", "Bytes per second, both ways", "Wire", Unit.Bytes, Better.Neither),
        new("connections.opened", "Connections.Opened", "Opened", "Connections", Unit.Count, Better.Neither),
        new("connections.peak", "Connections.Peak", "Peak", "Connections", Unit.Count, Better.Neither),
        new("connections.reconnects", "Connections.Reconnects", "Reconnects", "Connections", Unit.Count, Better.Lower),
        new("connections.calls", "Connections.CallsPerConnection", "Calls per connection", "Connections", Unit.Count, Better.Neither),
        new("connections.handshake", "Connections.HandshakeP50Ns", "Handshake p50", "Connections", Unit.Nanoseconds, Better.Lower),
        new("connections.wait", "Connections.WaitP99Ns", "Wait for a connection p99", "Connections", Unit.Nanoseconds, Better.Lower),
        new("connections.time-wait", "Connections.TimeWait", "TIME_WAIT at the end", "Connections", Unit.Count, Better.Lower),
    ];

    /// <summary>The figure of that name; null if there is none.</summary>
    public static Figure? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>The figure of that name, for names written in code.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Figure Get(string name) => Find(name) ?? throw new ArgumentException($"no figure is named '{name}'", nameof(name));

    /// <summary>Figures made of one value per entry of the catalog.</summary>
    /// <param name="valueOf">The value of a figure; null for absent.</param>
    public static Figures<T> Build<T>(Func<Figure, T?> valueOf) where T : struct
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        Figures<T> root = new();
        foreach (Figure figure in All)
        {
            if (valueOf(figure) is { } value)
            {
                Put(root, figure.Path.Split('.'), value);
            }
        }

        return root;
    }

    private static void Put(object at, ReadOnlySpan<string> path, object value)
    {
        PropertyInfo member = at.GetType().GetProperty(path[0])!;
        if (path.Length == 1)
        {
            member.SetValue(at, value);
            return;
        }

        object? next = member.GetValue(at);
        if (next is null)
        {
            next = Activator.CreateInstance(member.PropertyType)!;
            member.SetValue(at, next);
        }

        Put(next, path[1..], value);
    }

    private static IEnumerable<Figure> Percentiles(string name, string path, string group) =>
    [
        new($"{name}.p50", $"{path}.P50Ns", "p50", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.p90", $"{path}.P90Ns", "p90", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.p95", $"{path}.P95Ns", "p95", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.p99", $"{path}.P99Ns", "p99", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.p999", $"{path}.P999Ns", "p99.9", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.max", $"{path}.MaxNs", "max", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.mean", $"{path}.MeanNs", "mean", group, Unit.Nanoseconds, Better.Lower),
    ];

    private static IEnumerable<Figure> Process(string name, string path, string group) =>
    [
        new($"{name}.cpu", $"{path}.CpuNsPerCall", "CPU per call", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.alloc", $"{path}.AllocatedBytesPerCall", "Allocated per call", group, Unit.Bytes, Better.Lower),
        new($"{name}.gc-pause", $"{path}.GcPauseNs", "GC pauses in all", group, Unit.Nanoseconds, Better.Lower),
        new($"{name}.gen0", $"{path}.Gen0", "GC gen 0", group, Unit.Count, Better.Lower),
        new($"{name}.gen1", $"{path}.Gen1", "GC gen 1", group, Unit.Count, Better.Lower),
        new($"{name}.gen2", $"{path}.Gen2", "GC gen 2", group, Unit.Count, Better.Lower),
        new($"{name}.memory", $"{path}.WorkingSetBytes", "Memory held", group, Unit.Bytes, Better.Lower),
        new($"{name}.heap", $"{path}.HeapBytes", "Managed heap", group, Unit.Bytes, Better.Lower),
    ];
}
