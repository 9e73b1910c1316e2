using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The servers of one launch, each in a process of its own, registered where the cell says, with the link before them, and the faults that befall them.</summary>
internal sealed class ServerFleet : IAsyncDisposable
{
    private readonly Cell _cell;
    private readonly string _folder;
    private readonly List<ServerProcess> _servers = [];
    private readonly TaskCompletionSource<ServerProcess> _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaunchDirectory? _directory;
    private RelayProcess? _relay;
    private string _service = "";

    private ServerFleet(Cell cell)
    {
        _cell = cell;
        _folder = Directory.CreateTempSubdirectory("rpcbench-").FullName;
    }

    /// <summary>Where the servers are.</summary>
    public LaunchServers Servers => new(
        [.. _servers.Select(s => s.Endpoint)],
        _relay?.Endpoints ?? [.. _servers.Select(s => s.Endpoint)],
        _directory?.Address ?? Cell.StaticDirectory,
        _service,
        [.. _cell.Settings.Faults.Where(f => f.Provider is not null).Select(f => f.Provider!.Value - 1).Distinct()]);

    /// <summary>Completes with a server that ended although nobody asked for it.</summary>
    public Task<ServerProcess> Died => _died.Task;

    /// <summary>Starts the servers of a cell and has them registered.</summary>
    /// <returns>The servers, ready; null if stopped meanwhile.</returns>
    /// <exception cref="LaunchException">One of them did not start or register.</exception>
    public static async Task<ServerFleet?> StartAsync(Cell cell, PlugCatalog plugs, string launch, ulong seed, CancellationToken stop)
    {
        var fleet = new ServerFleet(cell);
        try
        {
            if (await fleet.StartAsync(plugs, launch, seed, stop).ConfigureAwait(false))
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

    /// <summary>Lets the faults of the cell happen, each at its time.</summary>
    /// <param name="windowStartNs">Start of the window, ns of the clock.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="happened">Told of each fault.</param>
    /// <param name="end">The launch is over.</param>
    public async Task SufferAsync(long windowStartNs, Clock clock, Action<FaultInfo> happened, CancellationToken end)
    {
        try
        {
            foreach (ScheduledFault fault in _cell.Settings.Faults.SelectMany(Steps).OrderBy(f => f.At))
            {
                long leftNs = windowStartNs + (fault.At.Ticks * 100) - clock.NowNs;
                if (leftNs > 0)
                {
                    await Task.Delay(TimeSpan.FromTicks(leftNs / 100), clock.Provider, end).ConfigureAwait(false);
                }
                double atMs = (clock.NowNs - windowStartNs) / 1e6;
                happened(new FaultInfo(atMs, fault.Text, await ApplyAsync(fault, end).ConfigureAwait(false)));
            }
        }
        catch (OperationCanceledException)
        {
            // The launch ended before the next fault was due.
        }
    }

    /// <summary>What the link has done; null where there is none.</summary>
    public async Task<RelayRound?> CountLinkAsync() => _relay is null ? null : await _relay.CountAsync(CancellationToken.None).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null)
        {
            await _relay.DisposeAsync().ConfigureAwait(false);
        }
        await Task.WhenAll(_servers.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (_directory is not null)
        {
            await _directory.DisposeAsync().ConfigureAwait(false);
        }
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A pause of some length is two steps: halt, and go on.</summary>
    private static IEnumerable<ScheduledFault> Steps(ScheduledFault fault)
    {
        yield return fault;
        if (fault is { Kind: ProviderFault.Pause, Length: TimeSpan length })
        {
            yield return new ScheduledFault(fault.At + length, $"provider {fault.Provider} goes on", fault.Provider, ProviderFault.Resume, null);
        }
    }

    private async Task<bool> StartAsync(PlugCatalog plugs, string launch, ulong seed, CancellationToken stop)
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
            _relay = await RelayProcess.StartAsync(_cell, seed, relayed, stop).ConfigureAwait(false);
            if (_relay is null)
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

    private Task RegisterAsync(int index, CancellationToken stop) => _directory is null
        ? Task.CompletedTask
        : _servers[index].RegisterAsync(new ServerOrder(_directory.Address, _service, $"{index + 1}", Servers.Endpoints[index], _cell.Settings.Lease), stop);

    private async Task WatchAsync(ServerProcess server)
    {
        await server.Exited.ConfigureAwait(false);
        if (!server.IsEndExpected)
        {
            _died.TrySetResult(server);
        }
    }

    /// <returns>What came of it; null if there is nothing to say.</returns>
    private async Task<string?> ApplyAsync(ScheduledFault fault, CancellationToken end)
    {
        if (fault.Provider is not int number)
        {
            return await _relay!.ApplyAsync(fault.Text, end).ConfigureAwait(false);
        }
        ServerProcess server = _servers[number - 1];
        switch (fault.Kind)
        {
            case ProviderFault.Kill:
                return server.Kill() ? null : "it had ended before";
            case ProviderFault.Pause:
                return server.Pause() ? null : "it had ended before";
            case ProviderFault.Resume:
                return server.Resume() ? null : "it had ended before";
            case ProviderFault.Stop:
                server.Stop();
                return null;
            default:
                return await RestartAsync(number - 1, end).ConfigureAwait(false);
        }
    }

    private async Task<string?> RestartAsync(int index, CancellationToken end)
    {
        ServerProcess old = _servers[index];
        old.Stop();
        await old.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (await ServerProcess.StartAsync(_cell, old.Endpoint, end).ConfigureAwait(false) is ServerProcess server)
            {
                _servers[index] = server;
                _ = WatchAsync(server);
                await RegisterAsync(index, end).ConfigureAwait(false);
            }
            return null;
        }
        catch (LaunchException e)
        {
            return e.Message;
        }
    }
}
