namespace Bench.Harness.Examinations;

/// <summary>The cores keep one top frequency: with turbo it depends on heat and on how many cores work, so that single threads look better than they will.</summary>
public sealed class TurboExamination : IExamination
{
    /// <inheritdoc/>
    public string Name => "turbo";

    /// <inheritdoc/>
    public string Summary => "no turbo frequencies that depend on heat and neighbours";

    /// <inheritdoc/>
    public int Rank => 6;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        bool? on = machine.Files.Number("sys/devices/system/cpu/intel_pstate/no_turbo") is long off ? off == 0
            : machine.Files.Number("sys/devices/system/cpu/cpufreq/boost") is long boost ? boost == 1
            : null;
        return Task.FromResult(on switch
        {
            null => Diagnosis.Fit("not told by this system, as is usual in virtual machines"),
            false => Diagnosis.Fit("off"),
            true => Diagnosis.Note("on", "off", "For figures that don't depend on heat, as root: write 1 to /sys/devices/system/cpu/intel_pstate/no_turbo, or 0 to /sys/devices/system/cpu/cpufreq/boost."),
        });
    }
}
