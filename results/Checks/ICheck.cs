using Bench.Harness.Catalog;
using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>
/// One doubt about a cell, or about a run, examined after every run. A check states what it found with the figure, the limit, the window
/// and the remedy, in words for the user; it changes no figure. What was not measured is no finding.
/// </summary>
public interface ICheck : IPlug
{
    /// <summary>What speaks against the cell; empty if nothing does.</summary>
    /// <param name="cell">A measured cell with its summary.</param>
    /// <param name="environment">Where it was measured.</param>
    IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment);

    /// <summary>What speaks against the run as a whole, beyond its cells; empty if nothing does, as for most checks.</summary>
    /// <param name="run">A measured run.</param>
    IEnumerable<Finding> Of(RunRecord run) => [];
}
