using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Examinations;

/// <summary>Reading the clock is cheap: a call is timed with two or three readings, and a clock that needs the kernel or a device costs a microsecond each.</summary>
public sealed class ClockExamination : IExamination
{
    /// <summary>Cost of a reading worth knowing, ns.</summary>
    public const double NoteNs = 150;

    /// <summary>Cost of a reading that shows in the latencies and in the rate of the load generator, ns.</summary>
    public const double UnfitNs = 1_000;

    private const string SourceFile = "sys/devices/system/clocksource/clocksource0/current_clocksource";
    private const int Batches = 20;
    private const int PerBatch = 2_000;

    /// <inheritdoc/>
    public string Name => "clock";

    /// <inheritdoc/>
    public string Summary => "reading the clock is cheap";

    /// <inheritdoc/>
    public int Rank => 8;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        string source = machine.Files.Word(SourceFile) is string name ? $", source {name}" : "";
        double ns = CostNs(machine.Clock);
        string found = string.Create(CultureInfo.InvariantCulture, $"{ns:0} ns a reading{source}");
        string limit = string.Create(CultureInfo.InvariantCulture, $"at most {NoteNs:0} ns (unfit above {UnfitNs:0} ns)");
        const string Remedy = "Choose tsc among those in available_clocksource beside the file /sys/devices/system/clocksource/clocksource0/current_clocksource, if it is there.";
        return Task.FromResult(ns > UnfitNs ? Diagnosis.Unfit(found, limit, Remedy) : ns > NoteNs ? Diagnosis.Note(found, limit, Remedy) : Diagnosis.Fit(found));
    }

    /// <summary>The least of some batches: what disturbs one makes it dearer.</summary>
    private static double CostNs(Clock clock)
    {
        long leastNs = long.MaxValue;
        for (int batch = 0; batch < Batches; batch++)
        {
            long startNs = clock.NowNs;
            for (int i = 1; i < PerBatch; i++)
            {
                _ = clock.NowNs;
            }
            leastNs = Math.Min(leastNs, clock.NowNs - startNs);
        }
        return leastNs / (double)PerBatch;
    }
}
