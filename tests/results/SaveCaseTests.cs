using System.Diagnostics;
using Bench.Cli;
using Bench.Harness.Record;
using Bench.Results.Store;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Results;

/// <summary>What becomes of a stored run when the process that saves it is killed, when the disk fails, and when several save at once.</summary>
[Collection(ProcessTests.Name)]
public sealed class SaveCaseTests
{
    private const int Moments = 1000;

    // Each kill meets saves of so many files, each at a moment of its own: most of the time goes to starting what is killed.
    private const int FilesAKill = 5;
    private const int Lanes = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Case68_a_kill_at_a_thousand_moments_of_a_save_leaves_the_old_file_or_the_new_one()
    {
        using var folder = new TemporaryFolder();
        string[] texts = [new string('a', 48_000), new string('b', 96_000)];
        string[] sources = [folder.File("a", texts[0]), folder.File("b", texts[1])];

        KilledSaves[] lanes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => KillAsync(folder.File($"lane-{lane}"), sources, texts, lane)))).WaitAsync(Patience);

        Assert.Equal(Moments, lanes.Sum(l => l.Old + l.New));
        // Else the kills would have met the program between two saves, and proven nothing.
        Assert.All(lanes, lane => Assert.True(lane is { Old: > 0, New: > 0, Halves: > 0 }, $"{lane}"));
    }

    [Theory]
    [InlineData("size=64k", "No space left on device")]
    [InlineData("size=10m,nr_inodes=2", "No space left on device")]
    public async Task Case69_a_full_disk_is_named_and_the_old_record_stays(string options, string cause)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(options);
        string path = Path.Combine(disk.Path, RunRecordStore.FileName);
        await File.WriteAllTextAsync(path, "old");

        await AssertNamedAsync(() => RunRecordStore.WriteAsync(SampleRun.Matrix(6), disk.Path), path, cause);

        Assert.Equal([path], Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public async Task Case69_a_disk_that_can_only_be_read_is_named_and_the_old_record_stays()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=1m");
        string path = Path.Combine(disk.Path, RunRecordStore.FileName);
        await File.WriteAllTextAsync(path, "old");
        await disk.SealAsync();

        await AssertNamedAsync(() => RunRecordStore.WriteAsync(SampleRun.Matrix(1), disk.Path), path, "Read-only file system");
    }

    [Theory]
    [InlineData("fsync")]
    [InlineData("rename,renameat,renameat2")]
    public async Task Case69_a_disk_that_fails_while_it_writes_or_renames_is_named_and_the_old_record_stays(string calls)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.json", "old");
        string text = folder.File("new", "new");
        string strace = Needs.Program("strace", "apt-get install -y strace");

        await using Command saver = Command.Start(
            strace, "-f", "-qq", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:error=EIO", Command.Program("provider"), "save", path, text, text, "1");
        Command.Result result = await saver.EndAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"Can't write {path}: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("nput/output error", result.Out, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(path));
        Assert.Equal(["new", "run.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Case70_runs_that_begin_in_the_same_second_get_a_folder_each()
    {
        using var folder = new TemporaryFolder();
        var time = new VirtualTime();
        string[] made = new string[24];

        Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = made.Length }, i => made[i] = OutputFolder.Unused(folder.Path, time.Clock));

        Assert.Equal(made.Length, made.Distinct().Count());
        Assert.Equal(made.Order(), Directory.GetFileSystemEntries(folder.Path).Order());
    }

    [Fact]
    public async Task Case70_reports_of_runs_of_the_same_name_get_a_folder_each()
    {
        using var folder = new TemporaryFolder();
        RunRecord run = SampleRun.Matrix(1);
        foreach (string parent in (string[])["x", "y"])
        {
            await RunRecordStore.WriteAsync(run with { Seed = parent[0] }, folder.File(Path.Combine(parent, "run")));
        }

        Command.Result result = await Command.RunAsync("report", folder.File("x/run"), folder.File("y/run"), "--format", "json", "--out", folder.File("out"));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal((ulong)'x', (await RunRecordStore.ReadAsync(folder.File("out/run"))).Record.Seed);
        Assert.Equal((ulong)'y', (await RunRecordStore.ReadAsync(folder.File("out/run-2"))).Record.Seed);
    }

    private static async Task<KilledSaves> KillAsync(string folder, string[] sources, string[] texts, int lane)
    {
        var random = new Random(68 + lane);
        var saves = new KilledSaves(0, 0, 0);
        string[] paths = [.. Enumerable.Range(0, FilesAKill).Select(file => Path.Combine(folder, $"run-{file}.json"))];
        for (int i = 0; i < Moments / FilesAKill / Lanes; i++)
        {
            using var saver = Process.Start(new ProcessStartInfo(Command.Program("provider"), ["save", string.Join(Path.PathSeparator, paths), .. sources, "1000000"]) { RedirectStandardOutput = true })!;
            Assert.Equal("saving", await saver.StandardOutput.ReadLineAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 8));
            saver.Kill();
            await saver.WaitForExitAsync();

            string[] left = await Task.WhenAll(paths.Select(path => File.ReadAllTextAsync(path)));
            Assert.All(left, text => Assert.Contains(text, texts));
            string[] halves = [.. Directory.GetFiles(folder).Except(paths)];
            Array.ForEach(halves, File.Delete);
            saves = new KilledSaves(saves.Old + left.Count(text => text == texts[0]), saves.New + left.Count(text => text == texts[1]), saves.Halves + halves.Length);
        }
        return saves;
    }

    private static async Task AssertNamedAsync(Func<Task> save, string path, string cause)
    {
        IOException e = await Assert.ThrowsAsync<IOException>(save);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(cause, e.Message, StringComparison.Ordinal);
        Assert.Contains("free space", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", await File.ReadAllTextAsync(path));
    }

    /// <summary>What kills left: the one text or the other, and temporary files that were begun.</summary>
    private sealed record KilledSaves(int Old, int New, int Halves);
}
