using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Bench.Harness.Addressing;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>Finds out where a run takes place. Host and user names are left out.</summary>
public static class EnvironmentProbe
{
    private const int FingerprintDigits = 16;

    /// <summary>The environment of a run with these settings.</summary>
    public static EnvironmentInfo Environment(RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var environment = new EnvironmentInfo
        {
            Cpu = Field("/proc/cpuinfo", "model name") ?? $"{RuntimeInformation.ProcessArchitecture} processor",
            Cores = System.Environment.ProcessorCount,
            Os = OsName(),
            Runtime = RuntimeInformation.FrameworkDescription,
            Gc = $"{(GCSettings.IsServerGC ? "server" : "workstation")} {(GCSettings.LatencyMode == GCLatencyMode.Batch ? "non-concurrent" : "concurrent")}",
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Ports = PortRange.OfMachine() is { } ports ? new PortBudget(ports.First, ports.Last, Number("/proc/sys/net/ipv4/tcp_tw_reuse")) : null,
            ProcessSettings = settings.InProcess ? null : ChildSettings.Environment,
            ServerEndpoint = settings.Endpoint?.ToString(),
            InProcess = settings.InProcess ? true : null,
        };
        return environment with { Fingerprint = FingerprintOf(environment) };
    }

    internal static string FingerprintOf(EnvironmentInfo environment)
    {
        string facts = string.Create(CultureInfo.InvariantCulture, $"{environment.Cpu}|{environment.Cores}|{environment.MemoryBytes}|{environment.Os}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts)))[..FingerprintDigits];
    }

    private static string OsName()
    {
        string? name = Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"');
        return name is null ? RuntimeInformation.OSDescription : string.Create(CultureInfo.InvariantCulture, $"{name}, Linux {System.Environment.OSVersion.Version}");
    }

    private static int? Number(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Field(string file, string name, char separator = ':')
    {
        try
        {
            string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
            return line?[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
