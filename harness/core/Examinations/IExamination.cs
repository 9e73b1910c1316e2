using Bench.Harness.Catalog;

namespace Bench.Harness.Examinations;

/// <summary>
/// One question to a machine, asked before anything is measured on it. It reads the system's files through <see cref="Machine.Files"/> alone,
/// takes a few seconds at most, and changes nothing. What the system doesn't tell is no reason to call it unfit.
/// </summary>
public interface IExamination : IRankedPlug
{
    /// <summary>Examines.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="needs">What the plan to be measured asks of it.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation);
}
