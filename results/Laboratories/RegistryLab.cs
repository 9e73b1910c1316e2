using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Laboratories;

/// <summary>How soon consumers of a registry learn what became of providers, what callers lose until then, and what a registry bears that lost its data.</summary>
public sealed class RegistryLab : ILaboratory
{
    /// <inheritdoc/>
    public string Name => "registry-lab";

    /// <inheritdoc/>
    public string Summary => "how soon do consumers learn that a provider came, died or left, what do callers lose meanwhile, and what does a registry bear that lost its data?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (RegistryEvent Event, CellRecord[] Cells)[] events = [.. RegistryEvent.All.Select(e => (e, run.Cells.Where(e.WasPlanned).ToArray())).Where(e => e.Item2.Length > 0)];
        CellRecord[] restarts = [.. run.Cells.Where(RegistryRestart.WasPlanned)];
        LaboratoryTable[] tables =
        [
            .. events.Length == 0 ? Array.Empty<LaboratoryTable>() :
            [
                new LaboratoryTable(
                    $"From an event to what consumers of the directory see ({string.Join(", ", run.Cells.Select(c => c.Directory).Distinct())})",
                    ["event", "consumers", "first saw it", "last saw it", "calls lost", "share lost"],
                    [.. events.SelectMany(e => e.Cells.Select(e.Event.Fields))]),
            ],
            .. restarts.Select(RegistryRestart.TableOf),
        ];
        string[] sentences = [.. events.SelectMany(e => e.Event.Judge(e.Cells)), .. restarts.SelectMany(RegistryRestart.Judge), .. Fewer(run), .. LaboratoryFigures.Reservations(run)];
        return new LaboratoryAnswer(tables, tables.Length > 0 ? sentences : ["No cell has a fault of a provider or of the directory: nothing to answer from."]);
    }

    /// <summary>Directories that did not take as many consumers as they were to.</summary>
    private static IEnumerable<string> Fewer(RunRecord run) =>
        from cell in run.Cells
        let short_ = cell.Rounds.Select(r => r.Directory).FirstOrDefault(d => d?.Failure is not null)
        where short_ is not null
        select $"Of {Quantity.Count(cell.Options.Consumers ?? 1)} consumers {Quantity.Count(short_.Consumers)} could follow the directory: {short_.Failure}";
}
