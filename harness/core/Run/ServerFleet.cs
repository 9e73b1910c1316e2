using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The servers of one launch, each in a process of its own, registered where the cell says, with the link before them.</summary>
internal sealed class ServerFleet : IAsyncDisposable
{
    private readonly Cell _cell;
    private readonly ulong _seed;
    private readonly string _folder;
    private readonly List<ServerProcess> _servers = [];
    private readonly TaskCompletionSource<ServerProcess> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaunchDirectory? _directory;
    private string _service = "";

    private ServerFleet(Cell cell, ulong seed)
    {
        _cell = cell;
        _seed = seed;
        _folder = Directory.CreateTempSubdirectory("rpcbench-").FullName;
    }

    /// <summary>Where the servers are.</summary>
    public LaunchServers Servers => new(
        [.. _servers.Select(s => s.Control)],
        Relay?.Endpoints ?? [.. _servers.Select(s => s.Endpoint)],
        _directory?.Address ?? Cell.StaticDirectory,
        _service,
        [.. _cell.Settings.Faults.Where(f => f.DoomsProvider).Select(f => f.Provider!.Value - 1).Distinct()]);

    /// <summary>Completes with a server that ended although nobody asked for it.</summary>
    public Task<ServerProcess> Died => _died.Task;

    /// <summary>The link before the servers; null where there is none.</summary>
    public RelayProcess? Relay { get; private set; }

    /// <summary>A server by its number.</summary>
    /// <param name="number">From 1.</param>
    public ServerProcess this[int number] => _servers[number - 1];

    /// <summary>Starts the servers of a cell and has them registered.</summary>
    /// <param name="cell">What they serve.</param>
    /// <param name="plugs">Where a directory is found.</param>
    /// <param name="launch">Names the launch at a directory that outlives it.</param>
    /// <param name="seed">Decides on what is drawn: jitter, whom faults meet.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The servers, ready; null if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">One of them did not start or register.</exception>
    public static async Task<ServerFleet?> StartAsync(Cell cell, PlugCatalog plugs, string launch, ulong seed, CancellationToken stop)
    {
        var fleet = new ServerFleet(cell, seed);
        try
        {
            if (await fleet.StartAsync(plugs, launch, stop).ConfigureAwait(false))
            {
                return fleet;
            }
        }
        catch
        {
            await fleet.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        await fleet.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>Starts a server anew under its old id at its old endpoint; the old one deregisters and finishes its calls first.</summary>
    /// <returns>Why it could not be done, null if it was; and when the new one asked to be registered, ns of the clock.</returns>
    public async Task<(string? Failure, long? AskedNs)> RestartAsync(int number, CancellationToken end)
    {
        ServerProcess old = this[number];
        old.Stop();
        await old.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (await ServerProcess.StartAsync(_cell, Endpoint.Parse(old.Endpoint).Unpinned.ToString(), end).ConfigureAwait(false) is not ServerProcess server)
            {
                return (null, null);
            }
            _servers[number - 1] = server;
            _ = WatchAsync(server);
            return (null, await RegisterAsync(number - 1, end).ConfigureAwait(false));
        }
        catch (LaunchException e)
        {
            return (e.Message, null);
        }
    }

    /// <summary>Makes servers fail a share of the requests from now on; those that are started anew don't.</summary>
    /// <param name="number">Which one; null for all.</param>
    /// <param name="share">0 for none to 1 for all.</param>
    /// <param name="end">The launch is over.</param>
    /// <returns>Which ones don't, as they are gone; null if all do.</returns>
    public async Task<string?> FailAsync(int? number, double share, CancellationToken end)
    {
        int[] meant = number is int one ? [one] : [.. Enumerable.Range(1, _servers.Count)];
        bool[] done = await Task.WhenAll(meant.Select(n => this[n].FailAsync(new FailureOrder(share, _seed + (ulong)n), end))).ConfigureAwait(false);
        int[] gone = [.. meant.Where((_, i) => !done[i])];
        return gone.Length == 0 ? null : $"provider {string.Join(", ", gone)} did not answer";
    }

    /// <summary>Ends the directory and starts an empty one in its place.</summary>
    /// <returns>Why it could not be done; null if it was.</returns>
    public Task<string?> RestartDirectoryAsync(CancellationToken end) => _directory!.RestartAsync(end);

    /// <summary>What the directory was asked from the start of the window on; null where that was not kept.</summary>
    public IReadOnlyList<DirectoryTick>? TicksSince(long windowStartNs) => _directory?.TicksSince(windowStartNs);

    /// <summary>What the link has done; null where there is none.</summary>
    public async Task<RelayRound?> CountLinkAsync() => Relay is null ? null : await Relay.CountAsync(CancellationToken.None).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Relay is not null)
        {
            await Relay.DisposeAsync().ConfigureAwait(false);
        }
        await Task.WhenAll(_servers.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (_directory is not null)
        {
            await _directory.DisposeAsync().ConfigureAwait(false);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> StartAsync(PlugCatalog plugs, string launch, CancellationToken stop)
    {
        // Under a name of its own, so that what an earlier launch left in a directory is nobody's provider here.
        _service = $"{ServiceContract.Of(_cell.Scenario.ContractType).Name}@{launch}";
        _directory = await LaunchDirectory.OpenAsync(_cell, plugs, stop).ConfigureAwait(false);
        ServerProcess?[] started = await Task.WhenAll(Enumerable.Range(0, _cell.Settings.Providers).Select(i => StartServerAsync(i, stop))).ConfigureAwait(false);
        _servers.AddRange(started.OfType<ServerProcess>());
        if (_servers.Count < started.Length)
        {
            return false;
        }
        if (_cell.IsRelayed)
        {
            RelayedServer[] relayed = [.. _servers.Select((s, i) => new RelayedServer(LocalEndpoint($"link-{i + 1}"), s.Endpoint))];
            Relay = await RelayProcess.StartAsync(_cell, _seed, relayed, stop).ConfigureAwait(false);
            if (Relay is null)
            {
                return false;
            }
        }
        for (int i = 0; i < _servers.Count; i++)
        {
            await RegisterAsync(i, stop).ConfigureAwait(false);
            _ = WatchAsync(_servers[i]);
        }
        return !stop.IsCancellationRequested;
    }

    private Task<ServerProcess?> StartServerAsync(int index, CancellationToken stop) => ServerProcess.StartAsync(_cell, LocalEndpoint($"{index + 1}"), stop);

    private string LocalEndpoint(string name) =>
        _cell.Transport.Carrier.LocalEndpoint(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName).ToString();

    /// <returns>When it asked the directory, ns of the clock; null where there is none.</returns>
    private async Task<long?> RegisterAsync(int index, CancellationToken stop) => _directory is null
        ? null
        : await _servers[index].RegisterAsync(
            new RegistrationOrder(_directory.Address, _service, $"{index + 1}", Servers.Endpoints[index], _cell.Settings.Lease), stop).ConfigureAwait(false);

    private async Task WatchAsync(ServerProcess server)
    {
        await server.Exited.ConfigureAwait(false);
        if (!server.IsEndExpected)
        {
            _died.TrySetResult(server);
        }
    }
}
