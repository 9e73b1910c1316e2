using System.Globalization;

namespace Bench.Harness.Examinations;

/// <summary>One examination's part of a report.</summary>
/// <param name="Name">Name of the examination.</param>
/// <param name="Fitness">What it means.</param>
/// <param name="Found">What was found.</param>
/// <param name="Limit">What would have been good; absent if all is well.</param>
/// <param name="Remedy">What to do; absent if all is well.</param>
public sealed record ExaminationReport(string Name, Fitness Fitness, string Found, string? Limit, string? Remedy);

/// <summary>Puts a machine through examinations, one after another: they would disturb each other.</summary>
public static class Examiner
{
    /// <summary>Time that all of them may take together. The shipped ones take about seven seconds.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>Examines. One that fails, or takes longer than the time left, is a note that names it.</summary>
    /// <param name="examinations">In the order to be made.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="needs">What the plan asks of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<ExaminationReport>> ExamineAsync(
        IEnumerable<IExamination> examinations, Machine machine, MachineNeeds needs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examinations);
        ArgumentNullException.ThrowIfNull(machine);
        long startNs = machine.Clock.NowNs;
        var reports = new List<ExaminationReport>();
        foreach (IExamination examination in examinations)
        {
            TimeSpan left = Budget - TimeSpan.FromTicks((machine.Clock.NowNs - startNs) / TimeSpan.NanosecondsPerTick);
            Diagnosis diagnosis = await OneAsync(examination, machine, needs, left > Least ? left : Least, cancellation).ConfigureAwait(false);
            reports.Add(new ExaminationReport(examination.Name, diagnosis.Fitness, diagnosis.Found, diagnosis.Limit, diagnosis.Remedy));
        }
        return reports;
    }

    private static async Task<Diagnosis> OneAsync(IExamination examination, Machine machine, MachineNeeds needs, TimeSpan limit, CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await Task.Run(() => examination.ExamineAsync(machine, needs, giveUp.Token), cancellation)
                .WaitAsync(limit, machine.Clock.Provider, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await giveUp.CancelAsync().ConfigureAwait(false);
            string seconds = limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return Diagnosis.Note($"no answer within {seconds} s", "an answer in time", $"Mend {examination.GetType().FullName}, or look whether the machine stands still.");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return Diagnosis.Note($"the examination itself failed: {e.Message}", "it runs", $"Mend {examination.GetType().FullName}.");
        }
    }
}
