using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>No other process works: it would take cores from launches, and not from each the same.</summary>
public sealed class BusyProcessesExamination : IExamination
{
    /// <summary>Cores' worth of work of all other processes that is worth knowing.</summary>
    public const double NoteCores = 0.1;

    /// <summary>Cores' worth of work above which figures tell of those processes as well.</summary>
    public const double UnfitCores = 0.5;

    private const int Named = 3;
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "busy-processes";

    /// <inheritdoc/>
    public string Summary => "no other process works";

    /// <inheritdoc/>
    public int Rank => 3;

    /// <inheritdoc/>
    public async Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Dictionary<string, (string Name, long Ticks)> before = Take(machine.Files);
        long? ticksBefore = Ticks(machine.Files);
        await machine.RestAsync(Sample, cancellation).ConfigureAwait(false);
        long? passed = Ticks(machine.Files) - ticksBefore;
        if (passed is not > 0)
        {
            return Diagnosis.Fit("not told by this system");
        }
        // Ticks of all cores have passed together, and so many of them belong to one process.
        (string Name, double Cores)[] busy =
        [
            .. Take(machine.Files)
                .Where(p => before.TryGetValue(p.Key, out (string Name, long Ticks) b) && b.Name == p.Value.Name && p.Value.Ticks > b.Ticks)
                .Select(p => (p.Value.Name, (double)(p.Value.Ticks - before[p.Key].Ticks) / passed.Value * machine.Cores))
                .OrderByDescending(p => p.Item2),
        ];
        double cores = busy.Sum(b => b.Cores);
        string names = string.Join(", ", busy.Take(Named).Where(b => b.Cores > 0.01).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Name} {b.Cores:0.00}")));
        string load = machine.Files.Word("proc/loadavg")?.Split(' ')[0] is string average ? $"; load average of the last minute {average}" : "";
        string found = string.Create(CultureInfo.InvariantCulture, $"others use {cores:0.00} cores{(names.Length > 0 ? $" ({names})" : "")}{load}");
        string limit = string.Create(CultureInfo.InvariantCulture, $"at most {NoteCores:0.0} cores (unfit above {UnfitCores:0.0})");
        return cores > UnfitCores ? Diagnosis.Unfit(found, limit, "End them, or wait until they are through.")
            : cores > NoteCores ? Diagnosis.Note(found, limit, "End them, or wait until they are through, for figures that differ by little.")
            : Diagnosis.Fit(found);
    }

    private static long? Ticks(MachineFiles files) => MachineSnapshot.Parse(files.Text("proc/stat"), null).CpuTicks;

    /// <summary>What every process but this one has used so far, by its id.</summary>
    private static Dictionary<string, (string Name, long Ticks)> Take(MachineFiles files)
    {
        string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var processes = new Dictionary<string, (string, long)>();
        foreach (string id in files.Folders("proc").Where(n => n != own && n.All(char.IsAsciiDigit)))
        {
            // id (name) state parent …; user and kernel time are the 14th and the 15th field, and a name may hold anything.
            string stat = files.Text($"proc/{id}/stat") ?? "";
            int from = stat.IndexOf('(', StringComparison.Ordinal);
            int to = stat.LastIndexOf(')');
            string[] rest = to > from && from >= 0 ? stat[(to + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
            if (rest.Length > 12 && long.TryParse(rest[11], NumberStyles.None, CultureInfo.InvariantCulture, out long user)
                && long.TryParse(rest[12], NumberStyles.None, CultureInfo.InvariantCulture, out long kernel))
            {
                processes[id] = (stat[(from + 1)..to], user + kernel);
            }
        }
        return processes;
    }
}
