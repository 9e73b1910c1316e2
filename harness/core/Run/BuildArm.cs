using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>One side of a comparison of builds: launches of a build, by that build itself.</summary>
public sealed class BuildArm : IAsyncDisposable
{
    /// <summary>The verb that makes a build follow orders.</summary>
    public const string Verb = "launches";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly Dictionary<string, List<RoundRecord>> _rounds;

    private BuildArm(string name, ChildProcess process, BuildOffer offer)
    {
        Name = name;
        _process = process;
        Offer = offer.Run;
        _rounds = Offer.Cells.ToDictionary(c => c.Id, _ => new List<RoundRecord>());
    }

    /// <summary>Which side it is: <c>base</c>, <c>head</c>, or <c>null</c> for the base once more.</summary>
    public string Name { get; }

    /// <summary>The record of its run before anything was measured.</summary>
    public RunRecord Offer { get; }

    /// <summary>What was measured so far, not audited; cells without a launch are left out.</summary>
    public RunRecord Measured => Offer with { Cells = [.. Offer.Cells.Select(c => c with { Rounds = [.. _rounds[c.Id]] }).Where(c => c.Rounds.Count > 0)] };

    /// <summary>Starts a build.</summary>
    /// <param name="name">Which side it is.</param>
    /// <param name="program">The build: its program, or its assembly for <c>dotnet</c>.</param>
    /// <param name="plan">A plan file.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The arm, ready; null if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">The build does not do what is asked of it.</exception>
    public static async Task<BuildArm?> StartAsync(string name, string program, string plan, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(program);
        bool isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] arguments = [Verb, plan];
        var process = ChildProcess.Start(isAssembly ? "dotnet" : program, isAssembly ? arguments.Prepend(program) : arguments, new Dictionary<string, string>());
        if (BuildLines.FromLine<BuildOffer>(await process.ReadLineAsync(StartTimeout, stop).ConfigureAwait(false)) is { Run: not null } offer)
        {
            return new BuildArm(name, process, offer);
        }
        await using (process.ConfigureAwait(false))
        {
            return stop.IsCancellationRequested
                ? null
                : throw new LaunchException($"the build {program} ({name}) can't be measured ({await process.DescribeEndAsync().ConfigureAwait(false)})");
        }
    }

    /// <summary>Launches a cell once, and keeps what was measured.</summary>
    /// <param name="cell">Its id.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="turns">Whose turn it is, where other builds launch it at the same time; null where none does.</param>
    /// <param name="stop">Ends it now.</param>
    /// <returns>What was measured; null if it was stopped before there was anything.</returns>
    /// <exception cref="LaunchException">The build has ended, or its server is lost.</exception>
    public async Task<RoundRecord?> LaunchAsync(string cell, int round, LoadTurns? turns, CancellationToken stop)
    {
        await _process.WriteLineAsync(BuildLines.ToLine(new LaunchOrder(cell, round, turns))).ConfigureAwait(false);
        string? line = await NextAsync(stop).ConfigureAwait(false);
        LaunchAnswer? answer = BuildLines.FromLine<LaunchAnswer>(line);
        if (answer is null)
        {
            return stop.IsCancellationRequested
                ? null
                : throw new LaunchException($"the build '{Name}' ended in the midst of {cell} ({await _process.DescribeEndAsync().ConfigureAwait(false)})");
        }
        if (answer.TargetLost)
        {
            throw new LaunchException($"the server of the build '{Name}' was lost in {cell}: {answer.Round?.Failure ?? "it no longer answered"}");
        }
        if (answer.Round is { } measured)
        {
            _rounds[cell].Add(measured);
        }
        return answer.Round;
    }

    /// <summary>Takes back the last launch of a cell, as it is to be repeated.</summary>
    public void TakeBack(string cell) => _rounds[cell].RemoveAt(_rounds[cell].Count - 1);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<string?> NextAsync(CancellationToken stop)
    {
        try
        {
            return await _process.ReadLineAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
