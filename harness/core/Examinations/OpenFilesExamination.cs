using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>A process may open as many files as the plan has connections: each is a file handle.</summary>
public sealed class OpenFilesExamination : IExamination
{
    /// <inheritdoc/>
    public string Name => "open-files";

    /// <inheritdoc/>
    public string Summary => "a process may hold as many connections as the plan opens";

    /// <inheritdoc/>
    public int Rank => 12;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(needs);
        if (HandleLimit.Of(machine.Files.Text("proc/self/limits")) is not long most)
        {
            return Task.FromResult(Diagnosis.Fit("no limit known"));
        }
        string found = string.Create(CultureInfo.InvariantCulture, $"{most:#,0} per process, about {needs.OpenFiles:#,0} needed");
        string limit = string.Create(CultureInfo.InvariantCulture, $"at least {2 * needs.OpenFiles:#,0} (unfit below {needs.OpenFiles:#,0})");
        string remedy = string.Create(CultureInfo.InvariantCulture, $"Raise it in the shell that runs rpcbench: ulimit -n {2 * needs.OpenFiles}. Containers have an option of their own for it.");
        return Task.FromResult(most < needs.OpenFiles ? Diagnosis.Unfit(found, limit, remedy) : most < 2 * needs.OpenFiles ? Diagnosis.Note(found, limit, remedy) : Diagnosis.Fit(found));
    }
}
