using Bench.Harness.Record;
using Bench.Results.Laboratories;
using Bench.Results.Quantities;
using Bench.Results.Reports;
using Bench.Results.Statistics;

namespace Bench.Results.Recommendations;

/// <summary>Whether a cell meets the objective, with the figures or with the reason.</summary>
internal static class Qualification
{
    // A call that fails never gets its answer: with more of them, 99 of 100 calls have none in time, however fast the failures are.
    private const double FailedShareOfP99 = 0.01;

    // The edges of a window count to one side or the other, so that an offered rate is rarely met to the last call.
    private const double CarriedShare = 0.99;

    private static readonly Figure P99 = FigureCatalog.Get("response.p99");
    private static readonly Figure Throughput = FigureCatalog.Get("throughput");
    private static readonly Figure Goodput = FigureCatalog.Get("goodput");
    private static readonly Figure Capacity = FigureCatalog.Get("capacity");
    private static readonly Figure[] Cpu = [FigureCatalog.Get("client.cpu"), FigureCatalog.Get("server.cpu")];
    private static readonly Figure[] Wire = [FigureCatalog.Get("wire.out"), FigureCatalog.Get("wire.in")];
    private static readonly Figure[] Allocated = [FigureCatalog.Get("client.alloc"), FigureCatalog.Get("server.alloc")];

    /// <summary>The candidate, or why it is none.</summary>
    public static (Candidate? Candidate, PassedOver? PassedOver) Judge(CellRecord cell, Question question, RecommendationTerms terms)
    {
        string label = question.Label(cell);
        (PassedOverWhy Why, string Reason)? against = Untrusted(cell) ?? TooSlow(cell, terms.RatePerSecond) ?? Missed(cell, terms.P99Ns);
        return against is { } found
            ? (null, new PassedOver(cell.Id, label, found.Why, PlainText.OneLine(found.Reason)))
            : (Candidate(cell, label, P99.Of(cell.Summary)!.Value, terms), null);
    }

    private static (PassedOverWhy, string)? Untrusted(CellRecord cell) =>
        cell.IsSound() ? null
        : (PassedOverWhy.Untrusted, cell.Trust.Findings.FirstOrDefault(f => f.Severity == Severity.Invalid)?.Figure ?? cell.Rounds.Select(r => r.Failure).FirstOrDefault(f => f is not null) ?? "no launch was finished");

    private static (PassedOverWhy, string)? TooSlow(CellRecord cell, double? rate)
    {
        if (rate is not { } asked)
        {
            return null;
        }

        if (cell.Load is { Model: "open", Objective: null, RatePerSecond: { } offered } && offered < asked)
        {
            return (PassedOverWhy.TooSlow, $"only {Quantity.Rate(offered)} were offered");
        }

        double need = cell.Load is { Model: "open", Objective: null } ? asked * CarriedShare : asked;
        return Carried(cell) is not { } carried ? (PassedOverWhy.TooSlow, "no rate was measured")
            : carried.Median < need ? (PassedOverWhy.TooSlow, $"carried {Quantity.Rate(carried.Median)}")
            : null;
    }

    private static (PassedOverWhy, string)? Missed(CellRecord cell, double limitNs)
    {
        double failed = FailedShare(cell);
        return P99.Of(cell.Summary) is not { } p99 ? (PassedOverWhy.Missed, "no p99 was measured")
            : p99.Median > limitNs ? (PassedOverWhy.Missed, $"p99 {p99.Full(Unit.Nanoseconds)}")
            : failed > FailedShareOfP99 ? (PassedOverWhy.Missed, $"{Quantity.Share(failed)} of its calls failed")
            : null;
    }

    private static Candidate Candidate(CellRecord cell, string label, Estimate p99, RecommendationTerms terms)
    {
        Estimate? cpu = Standing.Sum(cell, Cpu);
        return new Candidate
        {
            Id = cell.Id,
            Label = label,
            IsProven = p99.High <= terms.P99Ns,
            Trust = cell.Trust.Verdict,
            OmissionPossible = cell.Rounds.Any(r => r.OmissionPossible),
            P99Ns = p99,
            CarriedPerSecond = Carried(cell),
            FailedShare = FailedShare(cell),
            CpuNsPerCall = cpu,
            WireBytesPerCall = Standing.Sum(cell, Wire),
            AllocatedBytesPerCall = Standing.Sum(cell, Allocated),
            CostPerMillion = cpu is { } ns ? CallCost.PerMillion(ns, terms.PricePerCpuHour ?? RecommendationTerms.AssumedPricePerCpuHour) : null,
        };
    }

    private static Estimate? Carried(CellRecord cell) =>
        cell.Load.Objective is not null ? Capacity.Of(cell.Summary) : Goodput.Of(cell.Summary) ?? Throughput.Of(cell.Summary);

    private static double FailedShare(CellRecord cell)
    {
        CallCounts[] counts = [.. Summary.Finished(cell.Rounds).Select(r => r.Counts)];
        double failed = counts.Sum(c => c.Error + c.Timeout + c.Dropped + c.Cancelled);
        return failed == 0 ? 0 : failed / counts.Sum(c => c.Scheduled);
    }
}
