using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>There is memory for every process of a launch: short of it the system takes pages away, and gives them back in the middle of a call.</summary>
public sealed class MemoryExamination : IExamination
{
    private const long MiB = 1024 * 1024;

    /// <summary>What a load worker or a server takes at most with the shipped scenarios, and as much for the system.</summary>
    private const long PerProcess = 256 * MiB;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public string Summary => "free memory for every process of a launch";

    /// <inheritdoc/>
    public int Rank => 10;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(needs);
        long? free = machine.Files.Number("proc/meminfo", "MemAvailable") * 1024;
        if (FreeInGroup(machine.Files) is long group && group < (free ?? long.MaxValue))
        {
            free = group;
        }
        if (free is not long bytes)
        {
            return Task.FromResult(Diagnosis.Fit("not told by this system"));
        }
        long wanted = (needs.Processes + 1) * PerProcess;
        string found = $"{Text(bytes)} free";
        string limit = $"{Text(2 * wanted)} for {needs.Processes} process{(needs.Processes == 1 ? "" : "es")} and the system (unfit below {Text(wanted)})";
        return Task.FromResult(bytes < wanted ? Diagnosis.Unfit(found, limit, "End other processes, raise the limit of the container, or lower --providers.")
            : bytes < 2 * wanted ? Diagnosis.Note(found, limit, "Scenarios with large messages may need more: look at the memory while they run.")
            : Diagnosis.Fit(found));
    }

    /// <summary>What the control group leaves free; null without a limit. Version 2, then version 1, whose limit without one is a number near the largest.</summary>
    private static long? FreeInGroup(MachineFiles files)
    {
        string[][] groups = [["sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory.current"], ["sys/fs/cgroup/memory/memory.limit_in_bytes", "sys/fs/cgroup/memory/memory.usage_in_bytes"]];
        return groups.Select(g => files.Number(g[0]) - files.Number(g[1])).FirstOrDefault(free => free is not null);
    }

    private static string Text(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / MiB:#,0} MiB");
}
