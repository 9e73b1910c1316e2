using Bench.Harness.Record;
using Bench.Results.Laboratories;
using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Results.Recommendations;

/// <summary>A recommendation in words, drawn only from its figures.</summary>
internal static class Advice
{
    /// <summary>What to take and why, or what came nearest.</summary>
    public static IEnumerable<string> Of(Ranking ranking, IReadOnlyList<PassedOver> passedOver, RecommendationTerms terms)
    {
        Candidate[] first = [.. ranking.Candidates.TakeWhile(c => c.Rank == 1)];
        if (first.Length > 0)
        {
            yield return Lead(first, ranking.ByCost);
            foreach (string sentence in Evidence(ranking, terms))
            {
                yield return sentence;
            }
        }
        else
        {
            yield return passedOver.All(p => p.Why == PassedOverWhy.Untrusted)
                ? "Nothing can be recommended: no cell has figures that can be trusted."
                : $"No cell meets {Text(terms)}.";
        }

        PassedOver[] untrusted = [.. passedOver.Where(p => p.Why == PassedOverWhy.Untrusted)];
        if (untrusted.Length > 0)
        {
            yield return $"Not ranked: {WhatToPick.Join(untrusted.Select(p => p.Label))} (invalid or unfinished).";
        }

        if (first.Length > 0 && ranking.Candidates.All(c => c.P99Ns.Low is null))
        {
            yield return "One round: no interval, so near differences may be chance. Treat it as indicative.";
        }
    }

    /// <summary>What the steps of a sweep show.</summary>
    public static IEnumerable<string> OfSweep(IReadOnlyList<Crossover> crossovers, bool hasSweep) =>
        crossovers.Count > 0 ? crossovers.Select(c => c.Sentence)
        : hasSweep ? ["Along the sweep no order of two transports or codecs turns over beyond their intervals."]
        : [];

    /// <summary>The objective, e.g. <c>a p99 of at most 5.00 ms at 1,000 calls/s or more</c>.</summary>
    public static string Text(RecommendationTerms terms) =>
        $"a p99 of at most {Quantity.Text(terms.P99Ns, Unit.Nanoseconds)}{(terms.RatePerSecond is { } rate ? $" at {Quantity.Count(rate)} calls/s or more" : "")}";

    private static string Lead(Candidate[] first, bool byCost)
    {
        Candidate best = first[0];
        string figure = byCost ? $"{best.CpuNsPerCall!.Value.Full(Unit.Nanoseconds)} of CPU per call" : $"a p99 of {best.P99Ns.Full(Unit.Nanoseconds)}";
        string cost = best.CostPerMillion is { } money ? $", {CallCost.Text(money.Median)} per million calls" : "";
        return first.Length > 1
            ? $"{WhatToPick.Join(first.Select(c => c.Label))} tie: from {figure}{cost}. Take any, or measure more rounds."
            : $"{best.Label} meets it at the least {(byCost ? "cost" : "latency")}: {figure}{cost}{(byCost ? $"; p99 {best.P99Ns.Full(Unit.Nanoseconds)}" : "")}.";
    }

    private static IEnumerable<string> Evidence(Ranking ranking, RecommendationTerms terms)
    {
        IReadOnlyList<Candidate> all = ranking.Candidates;
        if (!ranking.ByCost)
        {
            yield return "CPU per call was not measured for every cell, so that they are ranked by p99.";
        }

        string[] front = [.. all.Where(c => c.IsOnFront == true).Select(c => c.Label)];
        if (all.Count > 1 && front.Length > 0)
        {
            yield return front.Length == all.Count
                ? $"None is as good as another in everything: each has its place on the Pareto front over {WhatToPick.Join(ranking.Front)}."
                : $"On the Pareto front over {WhatToPick.Join(ranking.Front)}: {WhatToPick.Join(front)}. Whatever is not on it has one beside it that is as good in all of them and provably better in one.";
        }

        string[] unproven = [.. all.Where(c => c.P99Ns.High > terms.P99Ns).Select(c => $"{c.Label} (up to {Quantity.Text(c.P99Ns.High, Unit.Nanoseconds)})")];
        if (unproven.Length > 0)
        {
            yield return $"By the median alone: the interval of the p99 reaches beyond {Quantity.Text(terms.P99Ns, Unit.Nanoseconds)} for {WhatToPick.Join(unproven)}.";
        }

        string[] failing = [.. all.Where(c => c.FailedShare > 0).Select(c => $"{c.Label} ({Quantity.Share(c.FailedShare)})")];
        if (failing.Length > 0)
        {
            yield return $"Some calls failed, at most 1 %: {WhatToPick.Join(failing)}.";
        }

        if (all.Any(c => c.OmissionPossible))
        {
            yield return "The p99 of a closed loop may leave out calls that a slow answer held back (omission possible): confirm the choice with an open load.";
        }
    }
}
