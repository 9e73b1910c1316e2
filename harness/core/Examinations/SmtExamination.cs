namespace Bench.Harness.Examinations;

/// <summary>Each logical core is a core of its own: with hyper-threading two share one, and load worker and server may be the two.</summary>
public sealed class SmtExamination : IExamination
{
    /// <inheritdoc/>
    public string Name => "smt";

    /// <inheritdoc/>
    public string Summary => "no two logical cores share a physical one";

    /// <inheritdoc/>
    public int Rank => 7;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return Task.FromResult(machine.Files.Number("sys/devices/system/cpu/smt/active") switch
        {
            null => Diagnosis.Fit("not told by this system"),
            0 => Diagnosis.Fit("off, as far as the system knows"),
            _ => Diagnosis.Note("on: two logical cores share a physical one", "off", "With fewer processes than physical cores it matters little. Else, as root: write off to /sys/devices/system/cpu/smt/control."),
        });
    }
}
