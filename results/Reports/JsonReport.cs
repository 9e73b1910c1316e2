using Bench.Harness.Record;
using Bench.Results.Store;

namespace Bench.Results.Reports;

/// <summary>The run record again, with its checksum.</summary>
public sealed class JsonReport : IReport
{
    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public string Summary => "the run record itself";

    /// <inheritdoc/>
    public string FileName => RunRecordStore.FileName;

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(RunRecordStore.ToJson(run));
        writer.Write('\n');
    }
}
