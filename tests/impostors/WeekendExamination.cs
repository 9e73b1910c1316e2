using Bench.Harness.Examinations;

namespace Bench.Impostors;

/// <summary>Nobody measures on days off.</summary>
public sealed class WeekendExamination : IExamination
{
    public string Name => "weekend";

    public string Summary => "it is a working day";

    public int Rank => 100;

    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        DayOfWeek day = machine.Clock.UtcNow.DayOfWeek;
        return Task.FromResult(day is DayOfWeek.Saturday or DayOfWeek.Sunday ? Diagnosis.Note($"{day}", "a working day", "Measure on Monday.") : Diagnosis.Fit($"{day}"));
    }
}
