using Bench.Harness.Record;
using Bench.Results.Floors;

namespace Bench.Results.Recommendations;

/// <summary>Which of the cells that answer one question to take, with the evidence.</summary>
public sealed record Recommendation
{
    /// <summary>The question: what its cells share, e.g. <c>order over wan</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The cells that meet the objective, best first.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The others, each with its reason.</summary>
    public required IReadOnlyList<PassedOver> PassedOver { get; init; }

    /// <summary>Where the order turns over along a sweep.</summary>
    public required IReadOnlyList<Crossover> Crossovers { get; init; }

    /// <summary>The advice in whole sentences, the most important first.</summary>
    public required IReadOnlyList<string> Sentences { get; init; }

    /// <summary>Whether there is a cell that can be trusted at all.</summary>
    public bool IsTrusted => Candidates.Count > 0 || PassedOver.Any(p => p.Why != PassedOverWhy.Untrusted);

    /// <summary>The recommendation for each question of a record, in its order.</summary>
    /// <param name="run">The record.</param>
    /// <param name="terms">What has to be met.</param>
    /// <exception cref="RecommendationException">The record has no cell, or none of the scenario asked for.</exception>
    public static IReadOnlyList<Recommendation> Of(RunRecord run, RecommendationTerms terms)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(terms);
        run = run.WithoutFloors();
        CellRecord[] cells = [.. run.Cells.Where(c => terms.Scenario is null || c.Scenario == terms.Scenario)];
        string[] scenarios = [.. run.Cells.Select(c => c.Scenario).Distinct()];
        return cells.Length > 0 ? [.. cells.GroupBy(Question.Of).Select(g => Of(g.Key, [.. g], terms))]
            : scenarios.Length == 0 ? throw new RecommendationException("The record has no cells: nothing was measured. Measure with 'rpcbench run'.")
            : throw new RecommendationException($"The record has no scenario '{terms.Scenario}'. It has: {string.Join(", ", scenarios)}.");
    }

    private static Recommendation Of(Question question, IReadOnlyList<CellRecord> cells, RecommendationTerms terms)
    {
        (Candidate? Candidate, PassedOver? PassedOver)[] judged = [.. cells.Select(c => Qualification.Judge(c, question, terms))];
        Ranking ranking = Ranking.Of([.. cells.Zip(judged).Where(p => p.Second.Candidate is not null).Select(p => (p.First, p.Second.Candidate!))]);
        CellRecord[] sound = [.. cells.Zip(judged).Where(p => p.Second.PassedOver?.Why != PassedOverWhy.Untrusted).Select(p => p.First)];
        PassedOver[] passedOver = [.. judged.Select(j => j.PassedOver).OfType<PassedOver>()];
        IReadOnlyList<Crossover> crossovers = Recommendations.Crossovers.Of(sound);
        return new Recommendation
        {
            Title = question.Title,
            Candidates = ranking.Candidates,
            PassedOver = passedOver,
            Crossovers = crossovers,
            Sentences = [.. Advice.Of(ranking, passedOver, terms), .. Advice.OfSweep(crossovers, Recommendations.Crossovers.HasSweep(sound))],
        };
    }
}
