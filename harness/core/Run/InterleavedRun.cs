using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>
/// Measures builds beside each other: in each round every cell, in an order shuffled anew, and for each cell one launch of every build. What the machine is like
/// meets all of them: under a closed load they take turns of some milliseconds, else they follow each other in an order that is balanced over the rounds.
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
            IReadOnlyList<BuildArm> order = RoundOrder.Balanced(arms, round, Cells.Index().First(c => c.Item == cell).Index);
            bool? usable = order.Count > 1 && order.All(a => TakesTurns(a.Offer, cell))
                ? await LaunchInTurnsAsync(order, cell, round, launching, stop).ConfigureAwait(false)
                : await LaunchOneByOneAsync(order, cell, round, launching, stop).ConfigureAwait(false);
            if (usable is null)
            {
                return false;
            }
            if (usable.Value || repeat == MostRepeats)
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

    /// <returns>Whether all launches can be used; null if it was stopped.</returns>
    private async Task<bool?> LaunchInTurnsAsync(IReadOnlyList<BuildArm> order, string cell, int round, Action<int, string, string> launching, CancellationToken stop)
    {
        launching(round, cell, string.Join(", ", order.Select(a => a.Name)));
        RoundRecord?[] measured = await Task.WhenAll(order.Select((arm, place) => arm.LaunchAsync(cell, round, new LoadTurns(order.Count, place), stop))).ConfigureAwait(false);
        return stop.IsCancellationRequested || Array.Exists(measured, m => m is null)
            ? null
            : order.Zip(measured).All(one => isUsable(one.First.Offer, cell, one.Second!));
    }

    /// <returns>Likewise.</returns>
    private async Task<bool?> LaunchOneByOneAsync(IReadOnlyList<BuildArm> order, string cell, int round, Action<int, string, string> launching, CancellationToken stop)
    {
        bool usable = true;
        foreach (BuildArm arm in order)
        {
            launching(round, cell, arm.Name);
            if (await arm.LaunchAsync(cell, round, null, stop).ConfigureAwait(false) is not { } measured || stop.IsCancellationRequested)
            {
                return null;
            }
            usable &= isUsable(arm.Offer, cell, measured);
        }
        return usable;
    }

    /// <summary>Whether the calls of a cell have no times of their own, and a duration ends its window.</summary>
    private static bool TakesTurns(RunRecord offer, string cell)
    {
        CellRecord measured = offer.Cells.First(c => c.Id == cell);
        return measured.Load is { Model: "closed", ThinkMs: null } && measured.Options is { DurationMs: not null, WarmupMs: not null };
    }
}
