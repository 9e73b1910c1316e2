using System.Diagnostics;
using Bench.Harness.Run;

namespace Bench.Harness.Examinations;

/// <summary>rpcbench itself runs at full speed: built with optimisations, and without a debugger.</summary>
public sealed class BuildExamination : IExamination
{
    /// <inheritdoc/>
    public string Name => "build";

    /// <inheritdoc/>
    public string Summary => "rpcbench was built with optimisations, and no debugger looks on";

    /// <inheritdoc/>
    public int Rank => 14;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        bool traced = Debugger.IsAttached || machine.Files.Number("proc/self/status", "TracerPid") > 0;
        return Task.FromResult(Judge(BuildProbe.Tool().Debug == true, traced));
    }

    internal static Diagnosis Judge(bool debug, bool traced) =>
        traced ? Diagnosis.Unfit("a debugger or tracer is attached", "none", "Run it without.")
        : debug ? Diagnosis.Unfit("built without optimisations", "an optimised build", "Build it with -c Release: unoptimised code is slower by factors, and not by the same for every codec.")
        : Diagnosis.Fit("optimised, no debugger");
}
