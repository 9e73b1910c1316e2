using Bench.Harness.Catalog;
using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>
/// One format of report. The trust verdict comes first; invalid cells are marked wherever they appear and never ranked;
/// every name is escaped for the format, since names and messages may come from anywhere. Numbers use the invariant culture.
/// </summary>
public interface IReport : IPlug
{
    /// <summary>Name of the file in the run folder, e.g. <c>report.md</c>.</summary>
    string FileName { get; }

    /// <summary>Writes the report of a complete record; flushing and closing are the caller's.</summary>
    /// <exception cref="IOException">The writer's.</exception>
    void Write(RunRecord run, TextWriter writer);
}
