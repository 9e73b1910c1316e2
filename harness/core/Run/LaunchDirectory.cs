using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Directories;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The directory of one launch: the user's own, or an embedded one that lives here as long as the launch.</summary>
internal sealed class LaunchDirectory : IAsyncDisposable
{
    private const double TickMs = 100;

    private readonly PlugCatalog _plugs;
    private readonly DirectoryTally? _tally;
    private EmbeddedDirectoryHost? _host;

    private LaunchDirectory(DirectoryAddress address, PlugCatalog plugs, EmbeddedDirectoryHost? host, DirectoryTally? tally)
    {
        Address = address.ToString();
        _plugs = plugs;
        _host = host;
        _tally = tally;
    }

    /// <summary>Its address, for servers and worker.</summary>
    public string Address { get; }

    /// <summary>The directory a cell asks for; null if its providers are named beforehand.</summary>
    public static async ValueTask<LaunchDirectory?> OpenAsync(Cell cell, PlugCatalog plugs, CancellationToken stop)
    {
        DirectoryAddress address = cell.Settings.Directory;
        if (address.Scheme == Cell.StaticDirectory)
        {
            return null;
        }
        if (address.Scheme != EmbeddedDirectory.Scheme || address.Servers.Count > 0)
        {
            return new LaunchDirectory(address, plugs, null, null);
        }
        DirectoryTally? tally = cell.Settings.Faults.Any(f => f.Kind == FaultKind.RestartDirectory) ? new DirectoryTally(Clock.System) : null;
        EmbeddedDirectoryHost host = await HostAsync(plugs, plugs.All<ICarrier>()[0].LocalEndpoint(""), tally, stop).ConfigureAwait(false);
        return new LaunchDirectory(host.Address, plugs, host, tally);
    }

    /// <summary>Ends the directory and starts an empty one in its place.</summary>
    /// <returns>Why it could not be done; null if it was.</returns>
    public async Task<string?> RestartAsync(CancellationToken stop)
    {
        if (_host is null)
        {
            return $"not done: the run does not host {Address}";
        }
        Endpoint endpoint = _host.Address.Servers[0];
        await _host.DisposeAsync().ConfigureAwait(false);
        _host = null;
        try
        {
            _host = await HostAsync(_plugs, endpoint, _tally, stop).ConfigureAwait(false);
            return null;
        }
        catch (ConnectException e)
        {
            return e.Message;
        }
    }

    /// <summary>What it was asked from the start of the window on, 100 ms by 100 ms; null where that was not kept.</summary>
    /// <param name="windowStartNs">Start of the window, ns of the clock.</param>
    public IReadOnlyList<DirectoryTick>? TicksSince(long windowStartNs) => _tally is null ? null :
    [
        .. _tally.Asked.Where(a => a.AtNs >= windowStartNs)
            .GroupBy(a => Math.Floor((a.AtNs - windowStartNs) / 1e6 / TickMs) * TickMs)
            .Select(tick => new DirectoryTick(
                tick.Key, Count(tick, DirectoryOperation.Register), Count(tick, DirectoryOperation.Renew), Count(tick, DirectoryOperation.List), Count(tick, DirectoryOperation.Watch))),
    ];

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static int Count(IEnumerable<(long AtNs, DirectoryOperation Operation)> asked, DirectoryOperation operation) => asked.Count(a => a.Operation == operation);

    private static Task<EmbeddedDirectoryHost> HostAsync(PlugCatalog plugs, Endpoint endpoint, DirectoryTally? tally, CancellationToken stop) =>
        EmbeddedDirectoryHost.StartAsync(plugs.All<ICarrier>()[0], endpoint, plugs.All<IBinding>()[0], tally: tally, cancellation: stop);
}
