using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>Nothing is swapped: a page that has to come back from a disk takes milliseconds.</summary>
public sealed class SwapExamination : IExamination
{
    private const long KiBPerMiB = 1024;
    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public string Name => "swap";

    /// <inheritdoc/>
    public string Summary => "no memory has been moved to a disk, and none is being moved";

    /// <inheritdoc/>
    public int Rank => 11;

    /// <inheritdoc/>
    public async Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        MachineFiles files = machine.Files;
        long? before = Moved(files);
        await machine.RestAsync(Sample, cancellation).ConfigureAwait(false);
        long moved = Moved(files) - before ?? 0;
        if (moved > 0)
        {
            string pages = moved.ToString("#,0", CultureInfo.InvariantCulture);
            return Diagnosis.Unfit($"{pages} pages moved to or from swap within {Sample.TotalMilliseconds:0} ms", "none", "The machine is short of memory: end other processes, and swapoff -a as root.");
        }
        long used = files.Number("proc/meminfo", "SwapTotal") - files.Number("proc/meminfo", "SwapFree") ?? 0;
        return used > 0
            ? Diagnosis.Note($"{(used / KiBPerMiB).ToString("#,0", CultureInfo.InvariantCulture)} MiB in swap, none moving now", "none", "What was swapped may come back in the middle of a call: swapoff -a as root, if there is memory enough.")
            : Diagnosis.Fit("none in use");
    }

    private static long? Moved(MachineFiles files) => files.Number("proc/vmstat", "pswpin") + files.Number("proc/vmstat", "pswpout");
}
