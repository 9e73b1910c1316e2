using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Results.Recommendations;

/// <summary>Candidates in their order: by CPU per call, which is what calls cost, or by p99 where it was not measured for all.</summary>
/// <param name="ByCost">Whether CPU per call is the order.</param>
/// <param name="Candidates">Best first; those whose intervals overlap with the best of the rest tie with it.</param>
/// <param name="Front">Figures that the front is drawn from: those that every candidate has.</param>
internal sealed record Ranking(bool ByCost, IReadOnlyList<Candidate> Candidates, IReadOnlyList<string> Front)
{
    private static readonly Figure[] Cpu = [FigureCatalog.Get("client.cpu"), FigureCatalog.Get("server.cpu")];
    private static readonly Figure[] P99 = [FigureCatalog.Get("response.p99")];

    private static readonly (string Name, Func<Candidate, Estimate?> Of)[] FrontFigures =
    [
        ("p99", c => c.P99Ns),
        ("CPU per call", c => c.CpuNsPerCall),
        ("bytes on the wire", c => c.WireBytesPerCall),
        ("allocations", c => c.AllocatedBytesPerCall),
    ];

    public static Ranking Of(IReadOnlyList<(CellRecord Cell, Candidate Candidate)> all)
    {
        bool byCost = all.All(a => a.Candidate.CpuNsPerCall is not null);
        (string Name, Func<Candidate, Estimate?> Of)[] figures = [.. FrontFigures.Where(f => all.All(a => f.Of(a.Candidate) is not null))];
        bool[] front = ParetoFront.Of([.. all.Select(a => figures.Select(f => f.Of(a.Candidate)!.Value).ToArray())]);
        Dictionary<CellRecord, Candidate> byCell = all.Index()
            .ToDictionary(a => a.Item.Cell, a => a.Item.Candidate with { IsOnFront = figures.Length > 1 ? front[a.Index] : null });
        return new Ranking(byCost, [.. Ranked([.. byCell.Keys], byCost ? Cpu : P99).Select(r => byCell[r.Cell] with { Rank = r.Rank, IsTied = r.IsTied })], [.. figures.Select(f => f.Name)]);
    }

    private static IEnumerable<(CellRecord Cell, int Rank, bool IsTied)> Ranked(IReadOnlyList<CellRecord> cells, Figure[] figures)
    {
        List<CellRecord> rest = [.. cells];
        int rank = 1;
        while (rest.Count > 0)
        {
            // A single cell has nobody to stand against.
            CellRecord[] tied = Standing.Of(rest, figures, Better.Lower) is { } standing
                ? [.. standing.All.Select(s => s.Cell).Where(standing.Tied.Contains)]
                : [.. rest];
            foreach (CellRecord cell in tied)
            {
                yield return (cell, rank, tied.Length > 1);
                rest.Remove(cell);
            }

            rank += tied.Length;
        }
    }
}
