using Bench.Results.Comparisons;

namespace Bench.Cli.Verbs;

/// <summary>What must not differ unless that is allowed.</summary>
internal static class Differences
{
    private const int Shown = 8;

    /// <summary>Refuses pairs whose circumstances or contracts differ.</summary>
    /// <exception cref="UsageException">They do, and it is not allowed; the message names the differences.</exception>
    public static void Require(CellPairs cells, bool allowed)
    {
        IReadOnlyList<RecordDifference> forbidding = cells.Forbidding;
        if (forbidding.Count > 0 && !allowed)
        {
            string more = forbidding.Count > Shown ? $"; and {forbidding.Count - Shown} more" : "";
            throw new UsageException(
                $"These are not comparable: {string.Join("; ", forbidding.Take(Shown).Select(d => d.Text))}{more}. Measure both alike, or add --allow-different, and they are compared with their differences named.");
        }
        if (cells.Pairs.Count == 0)
        {
            string why = cells.Unpaired.Count > 0 ? $" {string.Join("; ", cells.Unpaired.Take(Shown).Select(u => $"{u.Id}: {u.Reason}"))}." : "";
            throw new UsageException($"There is nothing to compare.{why}");
        }
    }
}
