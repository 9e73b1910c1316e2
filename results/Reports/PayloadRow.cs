using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Encoded sizes of one method of a scenario in one codec.</summary>
internal sealed record PayloadRow(string Scenario, string Method, string Codec, double RequestBytes, double ReplyBytes)
{
    /// <summary>Each scenario, method and codec of a run once: the transport does not change the payload.</summary>
    public static IEnumerable<PayloadRow> Of(RunRecord run) =>
        run.Cells
            .SelectMany(c => (c.Payloads ?? []).Select(p => new PayloadRow(c.Scenario, p.Method, c.Codec, p.RequestBytes, p.ReplyBytes)))
            .DistinctBy(r => (r.Scenario, r.Method, r.Codec));
}
