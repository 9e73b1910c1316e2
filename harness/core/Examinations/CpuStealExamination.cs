using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>The hypervisor leaves the CPU to this machine. It only takes away what is asked for, so every core is kept busy for a second.</summary>
public sealed class CpuStealExamination : IExamination
{
    /// <summary>Share of all CPU time: as in a run, where more degrades a cell.</summary>
    public const double MaximumShare = 0.02;

    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "cpu-steal";

    /// <inheritdoc/>
    public string Summary => "the hypervisor leaves the CPU to this machine while every core is busy";

    /// <inheritdoc/>
    public int Rank => 2;

    /// <inheritdoc/>
    public async Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        MachineSnapshot before = Take(machine);
        await machine.WorkAsync(Sample, cancellation).ConfigureAwait(false);
        if (Take(machine).StealSince(before) is not double share)
        {
            return Diagnosis.Fit("not told by this system");
        }
        string found = string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} % of the CPU time stolen while every core was busy for {Sample.TotalSeconds:0} s");
        return share <= MaximumShare
            ? Diagnosis.Fit(found)
            : Diagnosis.Unfit(
                found,
                string.Create(CultureInfo.InvariantCulture, $"at most {MaximumShare * 100:0} %"),
                "Other machines of the host take CPU time away: measure at a quieter time, or on a machine of your own.");
    }

    private static MachineSnapshot Take(Machine machine) => MachineSnapshot.Parse(machine.Files.Text("proc/stat"), null);
}
