using System.Globalization;
using Bench.Cli;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Processes that keep to their cores, as the system sees them.</summary>
[Collection(ProcessTests.Name)]
public sealed class PinTests
{
    [Fact]
    public async Task Server_and_load_worker_keep_to_cores_of_their_own_with_all_their_threads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount >= 2, "needs Linux and two cores");
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start(
            "rpcbench", "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "closed:4", "--duration", "4s", "--warmup", "100ms",
            "--rounds", "1", "--pin", "--json", "--out", folder.Path);

        int worker = await run.ChildAsync("worker");
        int server = await run.ChildAsync("serve");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        int[] ofWorker = CoresOf(worker);
        int[] ofServer = CoresOf(server);

        Command.Result result = await run.EndAsync();
        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.NotEmpty(ofServer);
        Assert.NotEmpty(ofWorker);
        Assert.Empty(ofServer.Intersect(ofWorker));
        string pin = Assert.Single(result.Record.Cells).Options.Pin!;
        Assert.StartsWith($"servers {ofServer[0]}", pin, StringComparison.Ordinal);
        Assert.Contains($"load worker {ofWorker[0]}", pin, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Record.Cells[0].Trust.Findings, f => f.Check == "shared-cores");
    }

    [Theory]
    [InlineData("pin and inProcess are both true", "--in-process")]
    [InlineData("pin is true, and the server at 127.0.0.1:4000 is not ours to pin", "--endpoint", "127.0.0.1:4000")]
    public async Task What_can_t_be_pinned_is_refused(string message, params string[] with)
    {
        Command.Result result = await Command.RunAsync(["run", "--pin", .. with]);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    /// <summary>The cores that any thread of a process may run on.</summary>
    private static int[] CoresOf(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadLines(Path.Combine(thread, "status")))
            .Where(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal))
            .SelectMany(line => line.Split(':')[1].Trim().Split(','))
            .SelectMany(Range)
            .Distinct()
            .Order(),
    ];

    private static IEnumerable<int> Range(string text)
    {
        int[] ends = [.. text.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
