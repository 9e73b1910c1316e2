using System.Globalization;
using Bench.Cli.Terminal;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Results;
using Bench.Results.Checks;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Results.Quantities;
using Bench.Results.Store;

namespace Bench.Cli.Builds;

/// <summary>Measures a base, a head and the base again beside each other, as many launches as the base's own spread asks for, and judges the head.</summary>
/// <param name="arms">The base, the head, and the base again.</param>
/// <param name="names">What reports call them.</param>
/// <param name="rules">What the head is held to.</param>
/// <param name="checks">What makes a launch unusable, or a record invalid.</param>
internal sealed class BuildGate(IReadOnlyList<BuildArm> arms, IReadOnlyList<string> names, GateRules rules, ICheck[] checks)
{
    /// <summary>Rounds that were asked for; null to size them.</summary>
    public int? Rounds { get; init; }

    /// <summary>Seed of the order.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where the records go.</summary>
    public required string Folder { get; init; }

    /// <summary>Measures and judges.</summary>
    /// <param name="progress">Told how it goes.</param>
    /// <param name="stop">Ends it now; what was measured is kept.</param>
    /// <returns>The verdict; null if it was stopped.</returns>
    /// <exception cref="UsageException">The builds have nothing in common.</exception>
    /// <exception cref="LaunchException">A build, or its server, was lost.</exception>
    public async Task<GateReport?> JudgeAsync(AbProgress progress, CancellationToken stop)
    {
        var run = new InterleavedRun(arms, Seed, IsUsable);
        if (run.Cells.Count == 0)
        {
            throw new UsageException("The two builds have no cell of the plan in common: there is nothing to compare.");
        }
        int rounds = Rounds ?? LaunchSizing.Pilot;
        string? sized = null;
        progress.Planned(run.Cells.Count * arms.Count, rounds, isPilot: Rounds is null);
        bool whole = await run.MeasureAsync(rounds, progress.Launching, stop).ConfigureAwait(false);
        if (whole && Rounds is null)
        {
            (rounds, sized) = Size();
            progress.Planned(run.Cells.Count * arms.Count, rounds, isPilot: false);
            whole = await run.MeasureAsync(rounds, progress.Launching, stop).ConfigureAwait(false);
        }
        progress.Finish();
        var records = new List<NamedRun>();
        foreach ((BuildArm arm, string name) in arms.Zip(names))
        {
            RunRecord record = RunRecordAssembly.Complete(arm.Measured with { Partial = whole ? null : true }, checks);
            await RunRecordStore.WriteAsync(record, Path.Combine(Folder, arm.Name.Replace(' ', '-')), CancellationToken.None).ConfigureAwait(false);
            records.Add(new NamedRun(name, record));
        }
        return whole
            ? Gate.Of(records[0], records[1], rules, new GateMeasurement { Rounds = rounds, BaselineAgain = records[2], Remarks = [.. Remarks(sized, run.Repeats)] })
            : null;
    }

    private bool IsUsable(RunRecord offer, string cell, RoundRecord round) =>
        RunRecordAssembly.Complete(offer.Cells.First(c => c.Id == cell) with { Rounds = [round] }, offer.Environment, checks).Trust.Verdict != TrustVerdict.Invalid;

    // The records are not audited yet, as they are not whole; only the spread of the base is looked at.
    private (int Rounds, string Remark) Size()
    {
        CellPair[] same = [.. arms[0].Measured.Cells.Join(arms[2].Measured.Cells, c => c.Id, c => c.Id, (a, b) => new CellPair(a.Id, a, b, IsInterleaved: true))];
        (int launches, double asked) = LaunchSizing.Of(same, rules.Terms());
        return (launches, asked > launches
            ? $"the spread of the same build asks for {asked.ToString("#,0", CultureInfo.InvariantCulture)} launches a side; at most {launches} are made, so changes near the thresholds may stay inconclusive."
            : $"{launches} launches a side: sized by the spread of the same build in the first {LaunchSizing.Pilot}, before the two builds were compared.");
    }

    private static IEnumerable<string> Remarks(string? sized, int repeats)
    {
        if (sized is not null)
        {
            yield return sized;
        }
        if (repeats > 0)
        {
            yield return $"{Quantity.Count(repeats)} times the launches of a cell in a round were repeated, of all builds, as one of them could not be trusted.";
        }
    }
}
