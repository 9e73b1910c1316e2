namespace Bench.Harness.Examinations;

/// <summary>The cores run at a steady frequency: a governor that saves power slows the first calls after every idle moment.</summary>
public sealed class CpuFrequencyExamination : IExamination
{
    private const string Folder = "sys/devices/system/cpu";
    private const string Steady = "performance";

    /// <inheritdoc/>
    public string Name => "cpu-frequency";

    /// <inheritdoc/>
    public string Summary => "the frequency governor of every core is 'performance'";

    /// <inheritdoc/>
    public int Rank => 5;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        string[] governors =
        [
            .. machine.Files.Folders(Folder)
                .Where(n => n.StartsWith("cpu", StringComparison.Ordinal) && n.Length > 3 && n.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0)
                .Select(n => machine.Files.Word($"{Folder}/{n}/cpufreq/scaling_governor"))
                .OfType<string>(),
        ];
        if (governors.Length == 0)
        {
            return Task.FromResult(Diagnosis.Fit("not told by this system, as is usual in virtual machines"));
        }
        string found = $"governor {string.Join(", ", governors.CountBy(g => g).Select(g => $"{g.Key} on {g.Value} core{(g.Value == 1 ? "" : "s")}"))}";
        return Task.FromResult(Array.TrueForAll(governors, g => g == Steady)
            ? Diagnosis.Fit(found)
            : Diagnosis.Note(found, $"{Steady} on every core", "As root: cpupower frequency-set -g performance. Latencies at low rates suffer most."));
    }
}
