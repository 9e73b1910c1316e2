using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Cli.Calibrations;

/// <summary>Makes proofs of figures and of findings.</summary>
internal static class Proofs
{
    /// <summary>A time that may differ from the truth by a share of it and a fixed amount.</summary>
    /// <param name="what">What was asked.</param>
    /// <param name="truthNs">What is known, ns.</param>
    /// <param name="toldNs">What the tool said, ns; null if it said nothing.</param>
    /// <param name="share">Share of the truth.</param>
    /// <param name="fixedNs">And so much more, ns.</param>
    public static Proof Time(string what, double truthNs, double? toldNs, double share, double fixedNs) => new(
        what,
        Quantity.Text(truthNs, Unit.Nanoseconds),
        toldNs is { } told ? $"{Quantity.Text(told, Unit.Nanoseconds)} ({Off(told - truthNs)})" : "nothing",
        $"±{(share * 100).ToString("0.#", CultureInfo.InvariantCulture)} % ± {Quantity.Text(fixedNs, Unit.Nanoseconds)}",
        toldNs is { } one && Math.Abs(one - truthNs) <= (share * truthNs) + fixedNs);

    /// <summary>A finding of the cell that must be there, at least as severe.</summary>
    public static Proof Found(string what, string truth, CellRecord cell, string check, Severity least)
    {
        Finding? finding = cell.Trust.Findings.Where(f => f.Check == check).MaxBy(f => f.Severity);
        string severity = least.ToString().ToLowerInvariant();
        return new Proof(
            what,
            truth,
            finding is null ? $"nothing of '{check}'" : $"{finding.Severity.ToString().ToLowerInvariant()}: {finding.Figure}",
            least == Severity.Note ? $"the finding '{check}'" : $"the finding '{check}', {severity} at least",
            finding is not null && finding.Severity >= least);
    }

    private static string Off(double ns) => $"{(ns < 0 ? "-" : "+")}{Quantity.Text(Math.Abs(ns), Unit.Nanoseconds)}";
}
