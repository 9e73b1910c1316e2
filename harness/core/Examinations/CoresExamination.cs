namespace Bench.Harness.Examinations;

/// <summary>There is a core for every process of a launch, and one for the system.</summary>
public sealed class CoresExamination : IExamination
{
    /// <inheritdoc/>
    public string Name => "cores";

    /// <inheritdoc/>
    public string Summary => "a core for every process of a launch, and one for the system";

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(needs);
        int wanted = needs.Processes + 1;
        string found = $"{machine.Cores} core{(machine.Cores == 1 ? "" : "s")} for {needs.Processes} process{(needs.Processes == 1 ? "" : "es")} and the system";
        string limit = $"at least {wanted} cores";
        return Task.FromResult(machine.Cores >= wanted ? Diagnosis.Fit(found)
            : machine.Cores == 1 ? Diagnosis.Unfit(found, limit, "Client and server would only run in turns. Measure on a machine with more cores, or put the server on another one with serve and --endpoint.")
            : Diagnosis.Note(found, limit, "They will share cores: ratios between cells hold, absolute figures are lower. For those put the server on another machine with serve and --endpoint."));
    }
}
