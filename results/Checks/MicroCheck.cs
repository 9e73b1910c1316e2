using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Checks;

/// <summary>Benchmarks of single parts ran to their end, often enough, in processes of their own.</summary>
public sealed class MicroCheck : ICheck
{
    /// <summary>Iterations from which a median says something.</summary>
    public const int FewestIterations = 3;

    /// <summary>Upper end of an interval over its lower one up to which a time is known well enough to be compared.</summary>
    public const double WidestInterval = 2;

    /// <inheritdoc/>
    public string Name => "micro";

    /// <inheritdoc/>
    public string Summary => "benchmarks of single parts finished, had iterations that agree, and processes of their own";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment) => [];

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MicroResult[] all = [.. run.Micro ?? []];
        MicroResult[] failed = [.. all.Where(m => m.Failure is not null)];
        if (failed.Length > 0)
        {
            yield return new Finding(
                Name,
                all.All(m => m.MedianNs is null) ? Severity.Invalid : Severity.Degraded,
                $"{Of(failed, all)} failed: {NameOf(failed[0])}: {failed[0].Failure}",
                "none fails",
                Remedy: "Read the log on standard error, mend what fails, and run it again.");
        }

        MicroResult[] inside = [.. all.Where(m => m.InProcess == true)];
        if (inside.Length > 0)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"{Of(inside, all)} ran within the command's own process, beside all that it had done before",
                "a process each",
                Remedy: "Leave out --inProcess, and run it from a build within its source tree, with the .NET SDK installed.");
        }

        MicroResult[] few = [.. all.Where(m => m.Iterations < FewestIterations)];
        if (few.Length > 0)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"{Of(few, all)} had fewer than {FewestIterations} iterations, for example {NameOf(few[0])}",
                $"at least {FewestIterations}",
                Remedy: "Leave out --job dry: code that runs once is measured cold, and not at all precisely.");
        }

        MicroResult[] wide = [.. all.Where(m => m.HighNs > WidestInterval * m.LowNs)];
        if (wide.Length > 0)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                $"the times of {Of(wide, all)} are known within a factor of {Quantity.Count(WidestInterval)} at best, for example {NameOf(wide[0])} "
                + $"({Quantity.Text(wide[0].LowNs, Unit.Nanoseconds)} to {Quantity.Text(wide[0].HighNs, Unit.Nanoseconds)})",
                $"{Quantity.Count(WidestInterval)}×",
                Remedy: "Stop other work on the machine, or take more iterations: leave out --job short.");
        }
    }

    private static string Of(MicroResult[] some, MicroResult[] all) => $"{some.Length} of {all.Length} benchmark{(all.Length == 1 ? "" : "s")}";

    private static string NameOf(MicroResult result) =>
        result.Parameters is { } p ? $"{result.Benchmark} of {p.Codec}/{p.Scenario}/{p.Method}/{p.Message}" : $"{result.Suite}.{result.Benchmark}";
}
