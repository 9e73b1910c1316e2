using System.Diagnostics;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Support;

/// <summary>A file system of a test's own, in memory: of so many bytes and files that they run out.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    /// <summary>Mounts it.</summary>
    /// <param name="options">Options of tmpfs, e.g. <c>size=64k</c>.</param>
    public static async Task<SmallDisk> MountAsync(string options)
    {
        Needs.Root("file systems of a test's own are made by root");
        var disk = new SmallDisk();
        await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>From now on it can only be read.</summary>
    public Task SealAsync() => RunAsync("mount", "-o", "remount,ro", Path);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", Path);
        _folder.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Needs.Program(program, "apt-get install -y mount"), arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            Needs.Unmet($"'{program} {string.Join(' ', arguments)}' failed: a file system of its own needs the right to mount");
        }
    }
}
