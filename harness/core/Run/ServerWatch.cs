using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Run;

/// <summary>What all servers of a launch have used and handled together.</summary>
/// <param name="Process">The sum over their processes; null if one of them could not be asked.</param>
/// <param name="Handled">Scenario calls handled by all; null likewise.</param>
/// <param name="Lost">Why a server that should be there did not answer; null if all did.</param>
internal sealed record ServersSnapshot(ProcessSnapshot? Process, long? Handled, string? Lost);

/// <summary>Asks the servers of a launch what they have used; an unanswered question is a value.</summary>
internal sealed class ServerWatch : IAsyncDisposable
{
    private readonly RpcClient[] _clients;
    private readonly IReadOnlyList<int> _doomed;

    /// <param name="job">Names the servers.</param>
    /// <param name="carrier">Carries the bytes.</param>
    /// <param name="plugs">Where a strategy is found.</param>
    /// <param name="patience">Time to wait for an answer.</param>
    public ServerWatch(LaunchJob job, ICarrier carrier, PlugCatalog plugs, TimeSpan patience)
    {
        _clients = [.. job.Servers.Select(s => BenchServer.Control(Endpoint.Parse(s), carrier, plugs, patience))];
        _doomed = job.Doomed ?? [];
    }

    public async Task<ServersSnapshot> TakeAsync()
    {
        (ServerSnapshot? Snapshot, CallOutcome Outcome)[] answers = await Task.WhenAll(_clients.Select(AskAsync)).ConfigureAwait(false);
        string? lost = answers.Where((a, i) => a.Snapshot is null && !_doomed.Contains(i)).Select(a => a.Outcome.Message).FirstOrDefault();
        return Array.TrueForAll(answers, a => a.Snapshot is not null)
            ? new ServersSnapshot(answers.Select(a => a.Snapshot!.Process).Aggregate((sum, one) => sum.Plus(one)), answers.Sum(a => a.Snapshot!.Handled), lost)
            : new ServersSnapshot(null, null, lost);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RpcClient client in _clients)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<(ServerSnapshot? Snapshot, CallOutcome Outcome)> AskAsync(RpcClient client)
    {
        var scope = new CallScope();
        ServerSnapshot? snapshot = await client.CreateClient<IServerControl>(scope).SnapshotAsync(new SnapshotRequest(), CancellationToken.None).ConfigureAwait(false);
        return (scope.Outcome.IsOk ? snapshot : null, scope.Outcome);
    }
}
