using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Directories;

namespace Bench.Harness.Run;

/// <summary>The directory of one launch: the user's own, or an embedded one that lives here as long as the launch.</summary>
internal sealed class LaunchDirectory : IAsyncDisposable
{
    private readonly EmbeddedDirectoryHost? _host;

    private LaunchDirectory(DirectoryAddress address, EmbeddedDirectoryHost? host)
    {
        Address = address.ToString();
        _host = host;
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
            return new LaunchDirectory(address, null);
        }
        ICarrier carrier = plugs.All<ICarrier>()[0];
        EmbeddedDirectoryHost host = await EmbeddedDirectoryHost
            .StartAsync(carrier, carrier.LocalEndpoint(""), plugs.All<IBinding>()[0], cancellation: stop).ConfigureAwait(false);
        return new LaunchDirectory(host.Address, host);
    }

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
