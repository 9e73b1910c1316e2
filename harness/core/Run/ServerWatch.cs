using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>What all servers of a launch have used and handled together.</summary>
/// <param name="Process">The sum over their processes; null if one of them could not be asked.</param>
/// <param name="Handled">Scenario calls handled by all; null likewise.</param>
/// <param name="Failed">Scenario calls that all answered with an error; null likewise.</param>
/// <param name="Lost">Why a server that should be there did not answer; null if all did.</param>
/// <param name="StartedNs">When each of them started, ns of its clock; empty if one of them could not be asked.</param>
internal sealed record ServersSnapshot(ProcessSnapshot? Process, long? Handled, long? Failed, string? Lost, IReadOnlyList<long> StartedNs)
{
    /// <summary>Whether it is of the same processes as another one: else their difference says nothing.</summary>
    public bool IsOfSame(ServersSnapshot other) => Process is not null && other.Process is not null && StartedNs.SequenceEqual(other.StartedNs);
}

/// <summary>Asks the servers of a launch what they have used; an unanswered question is a value.</summary>
internal sealed class ServerWatch : IAsyncDisposable
{
    private readonly WatchedServer[] _servers;
    private readonly IReadOnlyList<int> _doomed;

    /// <param name="job">Names the servers.</param>
    /// <param name="carrier">Carries the bytes.</param>
    /// <param name="plugs">Where a strategy is found.</param>
    /// <param name="patience">Time to wait for an answer.</param>
    public ServerWatch(LaunchJob job, ICarrier carrier, PlugCatalog plugs, TimeSpan patience)
    {
        _servers = [.. job.Servers.Select(s => new WatchedServer(Endpoint.Parse(s), carrier, plugs, patience, Clock.System))];
        _doomed = job.Doomed ?? [];
    }

    public async Task<ServersSnapshot> TakeAsync()
    {
        (ServerSnapshot? Snapshot, CallOutcome Outcome)[] answers = await Task.WhenAll(_servers.Select(s => s.AskAsync())).ConfigureAwait(false);
        string? lost = answers.Where((a, i) => a.Snapshot is null && !_doomed.Contains(i)).Select(a => a.Outcome.Message).FirstOrDefault();
        if (Array.Exists(answers, a => a.Snapshot is null))
        {
            return new ServersSnapshot(null, null, null, lost, []);
        }
        ServerSnapshot[] all = [.. answers.Select(a => a.Snapshot!)];
        return new ServersSnapshot(all.Select(s => s.Process).Aggregate((sum, one) => sum.Plus(one)), all.Sum(s => s.Handled), all.Sum(s => s.Failed), lost, [.. all.Select(s => s.StartedNs)]);
    }

    /// <summary>The pauses of all servers in a stretch of this process's clock, oldest first; what was not asked for since they ended is missing.</summary>
    public IReadOnlyList<PauseInfo> PausesBetween(long fromNs, long toNs) =>
    [
        .. _servers
            .SelectMany((s, i) => s.PausesBetween(fromNs, toNs).Select(p => new PauseInfo((p.StartNs - fromNs) / 1e6, p.DurationNs / 1e6, _servers.Length > 1 ? i + 1 : null)))
            .OrderBy(p => p.AtMs),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (WatchedServer server in _servers)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }
}
