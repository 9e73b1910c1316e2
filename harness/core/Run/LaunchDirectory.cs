using Bench.Harness.Catalog;

namespace Bench.Harness.Run;

/// <summary>The directory of one launch: the user's, or one hosted here.</summary>
internal sealed class LaunchDirectory : IAsyncDisposable
{
    private LaunchDirectory(string address) => Address = address;

    /// <summary>Its address, for servers and worker.</summary>
    public string Address { get; }

    /// <summary>The directory a cell asks for; null if providers are named beforehand.</summary>
    public static ValueTask<LaunchDirectory?> OpenAsync(Cell cell, PlugCatalog plugs, CancellationToken stop)
    {
        return new ValueTask<LaunchDirectory?>(cell.Settings.Directory.Scheme == Cell.StaticDirectory ? null : new LaunchDirectory(cell.Settings.Directory.ToString()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
