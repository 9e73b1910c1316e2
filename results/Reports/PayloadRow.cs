using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>Encoded sizes of one method of a scenario in one codec; invalid if every cell that they belong to is.</summary>
internal sealed record PayloadRow(string Scenario, string Method, string Codec, double RequestBytes, double ReplyBytes, bool IsInvalid)
{
    /// <summary>Each scenario, method and codec of a run once: the transport does not change the payload.</summary>
    public static IEnumerable<PayloadRow> Of(RunRecord run) =>
        run.Cells
            .SelectMany(c => (c.Payloads ?? []).Select(p => new PayloadRow(c.Scenario, p.Method, c.Codec, p.RequestBytes, p.ReplyBytes, c.Trust.Verdict == TrustVerdict.Invalid)))
            .GroupBy(r => (r.Scenario, r.Method, r.Codec))
            .Select(same => same.First() with { IsInvalid = same.All(r => r.IsInvalid) });
}
