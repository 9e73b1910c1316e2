using Bench.Harness.Record;
using Bench.Results.Checks;
using Bench.Results.Floors;
using Bench.Results.Laboratories;
using Bench.Results.Statistics;
using Bench.Results.Store;

namespace Bench.Results;

/// <summary>Makes a whole record out of what was measured: summaries, then trust, then the checksum.</summary>
public static class RunRecordAssembly
{
    /// <summary>The record with the summary and the trust of every cell, and its own trust, computed afresh.</summary>
    /// <param name="measured">The record as measured; its cells' summaries and all trust in it are replaced (<see cref="Trust.NotAudited"/> will do).</param>
    /// <param name="checks">The checks, as the catalog found them.</param>
    /// <param name="laboratory">The laboratory that the plan names; null if it names none.</param>
    /// <exception cref="RunRecordException">A figure is NaN, infinite or negative.</exception>
    public static RunRecord Complete(RunRecord measured, IReadOnlyCollection<ICheck> checks, ILaboratory? laboratory = null)
    {
        ArgumentNullException.ThrowIfNull(measured);
        IReadOnlyList<CellRecord> cells = FloorShares.Add([.. measured.Cells.Select(c => Complete(c, measured.Environment, checks))]);
        RunRecord judged = measured with { Cells = cells, Trust = Audit.Of(cells, [.. Own(measured), .. Audit.Of(measured, checks)]) };
        return RunRecordStore.Seal(judged with { Laboratory = laboratory is null ? null : Answer(laboratory, judged) });
    }

    /// <summary>The cell with its summary and trust, e.g. to show it while others are still to be measured.</summary>
    public static CellRecord Complete(CellRecord measured, EnvironmentInfo environment, IEnumerable<ICheck> checks)
    {
        ArgumentNullException.ThrowIfNull(measured);
        CellRecord summed = measured with { Summary = Summary.Of(measured.Rounds) };
        return summed with { Trust = Audit.Of(summed, environment, checks) };
    }

    private static LaboratoryRecord Answer(ILaboratory laboratory, RunRecord run)
    {
        (IReadOnlyList<LaboratoryTable> tables, IReadOnlyList<string> sentences) = laboratory.Of(laboratory.ReadsFloors ? run : run.WithoutFloors());
        return new LaboratoryRecord { Name = laboratory.Name, Question = laboratory.Summary, Tables = tables, Answer = sentences };
    }

    private static IEnumerable<Finding> Own(RunRecord run)
    {
        if (run.Cells.Count == 0 && run.Micro is not { Count: > 0 })
        {
            yield return new Finding("launch", Severity.Invalid, "no cell was measured", "at least one", Remedy: "Run it again to the end.");
        }
        else if (run.Partial == true)
        {
            yield return new Finding("partial", Severity.Degraded, "the run was interrupted: cells or rounds are missing", "a whole run", Remedy: "Run it again to the end.");
        }
    }
}
