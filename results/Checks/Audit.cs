using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>Runs every check and adds up the verdict.</summary>
public static class Audit
{
    private const int CellsNamed = 3;

    /// <summary>The trust in one cell.</summary>
    /// <param name="cell">A measured cell with its summary.</param>
    /// <param name="environment">Where it was measured.</param>
    /// <param name="checks">The checks; one that fails itself is a finding that degrades.</param>
    public static Trust Of(CellRecord cell, EnvironmentInfo environment, IEnumerable<ICheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return Trust.Of(checks.SelectMany(check => Findings(check, () => check.Of(cell, environment))));
    }

    /// <summary>What the checks say of a run as a whole, beyond its cells.</summary>
    public static IEnumerable<Finding> Of(RunRecord run, IEnumerable<ICheck> checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks.SelectMany(check => Findings(check, () => check.Of(run)));
    }

    /// <summary>The trust in a whole run: what its cells have, said once where many have the same, and its own findings.</summary>
    public static Trust Of(IReadOnlyCollection<CellRecord> cells, IEnumerable<Finding> own)
    {
        ArgumentNullException.ThrowIfNull(cells);
        IEnumerable<Finding> ofCells = cells
            .SelectMany(c => c.Trust.Findings.Select(f => (Cell: c.Id, Finding: f)))
            .GroupBy(f => (f.Finding.Check, f.Finding.Severity))
            .Select(g => Together([.. g], cells.Count));
        return Trust.Of([.. own, .. ofCells]);
    }

    private static Finding[] Findings(ICheck check, Func<IEnumerable<Finding>> of)
    {
        try
        {
            return [.. of()];
        }
        catch (Exception e)
        {
            return
            [
                new Finding(check.Name, Severity.Degraded, $"the check itself failed: {e.Message}", "it runs", Remedy: $"Mend {check.GetType().FullName}."),
            ];
        }
    }

    private static Finding Together((string Cell, Finding Finding)[] found, int cellCount)
    {
        Finding first = found[0].Finding;
        string[] ids = [.. found.Select(f => f.Cell).Distinct()];
        if (ids.Length == 1)
        {
            string more = found.Length == 1 ? "" : $" and {found.Length - 1} more";
            return first with { Window = first.Window is null ? ids[0] : $"{ids[0]}, {first.Window}{more}" };
        }

        string which = ids.Length == cellCount
            ? $"all {cellCount} cells"
            : string.Join(", ", ids.Take(CellsNamed)) + (ids.Length > CellsNamed ? $" and {ids.Length - CellsNamed} more cells" : "");
        bool same = found.All(f => f.Finding.Figure == first.Figure);
        return first with { Figure = same ? first.Figure : $"for example {first.Figure}", Window = which };
    }
}
