using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>How transports are set up that bring a client and a server of their own.</summary>
/// <param name="Transports">Their names, e.g. <c>grpc, grpc+tls</c>.</param>
/// <param name="Setup">The setup, in one line.</param>
public sealed record SetupRow(string Transports, string Setup)
{
    /// <summary>Each setup of a run once, in the order of the record.</summary>
    public static IEnumerable<SetupRow> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Cells
            .Where(c => c.Setup is not null)
            .GroupBy(c => c.Setup!)
            .Select(same => new SetupRow(string.Join(", ", same.Select(c => c.Transport).Distinct()), same.Key));
    }
}
