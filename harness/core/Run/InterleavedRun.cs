using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>
/// Measures builds beside each other: in each round every cell, in an order shuffled anew, and for each cell one launch of every build right after
/// each other, in an order that is balanced over the rounds. What the machine is like meets all of them.
/// </summary>
/// <param name="arms">The builds, one to three.</param>
/// <param name="seed">Seed of the order.</param>
/// <param name="isUsable">Whether a launch can be used, by the audit of that launch alone.</param>
public sealed class InterleavedRun(IReadOnlyList<BuildArm> arms, ulong seed, Func<RunRecord, string, RoundRecord, bool> isUsable)
{
    /// <summary>Times that the launches of a cell in a round are repeated, all of them, if one can't be used.</summary>
    public const int MostRepeats = 2;

    /// <summary>Cells that every build has, in the order of the plan.</summary>
    public IReadOnlyList<string> Cells { get; } =
        [.. arms[0].Offer.Cells.Select(c => c.Id).Where(id => arms.All(a => a.Offer.Cells.Any(c => c.Id == id)))];

    /// <summary>Rounds measured to their end.</summary>
    public int Rounds { get; private set; }

    /// <summary>How often the launches of a cell in a round were repeated.</summary>
    public int Repeats { get; private set; }

    /// <summary>Measures further rounds.</summary>
    /// <param name="rounds">Up to this one.</param>
    /// <param name="launching">Told of each launch: the round, the cell, the build.</param>
    /// <param name="stop">Ends it now.</param>
    /// <returns>False if it was stopped.</returns>
    /// <exception cref="LaunchException">A build, or its server, was lost.</exception>
    public async Task<bool> MeasureAsync(int rounds, Action<int, string, string> launching, CancellationToken stop)
    {
        for (; Rounds < rounds; Rounds++)
        {
            foreach (string cell in RoundOrder.Of(Cells, seed, Rounds + 1))
            {
                if (!await LaunchAsync(cell, Rounds + 1, launching, stop).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private async Task<bool> LaunchAsync(string cell, int round, Action<int, string, string> launching, CancellationToken stop)
    {
        for (int repeat = 0; ; repeat++)
        {
            bool usable = true;
            foreach (BuildArm arm in RoundOrder.Balanced(arms, round, Cells.Index().First(c => c.Item == cell).Index))
            {
                launching(round, cell, arm.Name);
                if (await arm.LaunchAsync(cell, round, stop).ConfigureAwait(false) is not { } measured || stop.IsCancellationRequested)
                {
                    return false;
                }
                usable &= isUsable(arm.Offer, cell, measured);
            }
            if (usable || repeat == MostRepeats)
            {
                return true;
            }
            // Of all builds, and whatever their figures: so it favours none.
            foreach (BuildArm arm in arms)
            {
                arm.TakeBack(cell);
            }
            Repeats++;
        }
    }
}
