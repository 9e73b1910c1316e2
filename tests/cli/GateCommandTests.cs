using Bench.Cli;
using Bench.Harness.Record;
using Bench.Results.Store;
using Bench.Tests.Results;
using Bench.Tests.Results.Comparisons;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Gates and comparisons of stored records, by the real command.</summary>
[Collection(ProcessTests.Name)]
public sealed class GateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_baseline_is_written_when_asked_and_then_held_against()
    {
        string run = await StoredAsync("good", new SimulatedRun(1).Next(20));
        string slow = await StoredAsync("slow", new SimulatedRun(2).Next(20, slowdown: 0.2));
        string baseline = _folder.File("baselines/main.json");

        Command.Result missing = await Command.RunAsync("gate", "--baseline", baseline, "--candidate", run);
        Assert.Equal(ExitCode.Usage, missing.ExitCode);
        Assert.Contains("--accept", missing.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(baseline));

        Assert.Equal(ExitCode.Good, (await Command.RunAsync("gate", "--baseline", baseline, "--candidate", run, "--accept")).ExitCode);
        byte[] kept = await File.ReadAllBytesAsync(baseline);

        Command.Result passed = await Command.RunAsync("gate", "--baseline", baseline, "--candidate", run);
        Assert.Equal(ExitCode.Good, passed.ExitCode);
        Assert.StartsWith("Gate: passed", passed.Out, StringComparison.Ordinal);

        Command.Result failed = await Command.RunAsync("gate", "--baseline", baseline, "--candidate", slow, "--out", _folder.File("verdict"));
        Assert.Equal(ExitCode.Crossed, failed.ExitCode);
        Assert.Contains("order/pooled/messagepack/closed:16: client.cpu", failed.Out, StringComparison.Ordinal);
        Assert.All(["gate.md", "gate.junit.xml", "gate.json"], name => Assert.True(File.Exists(_folder.File($"verdict/{name}"))));
        Assert.Equal(kept, await File.ReadAllBytesAsync(baseline));

        Assert.Equal(ExitCode.Good, (await Command.RunAsync("gate", "--baseline", baseline, "--candidate", slow, "--accept")).ExitCode);
        Assert.NotEqual(kept, await File.ReadAllBytesAsync(baseline));
    }

    [Fact]
    public async Task Case70_a_baseline_that_cant_be_written_stays_as_it_was()
    {
        string run = await StoredAsync("good", new SimulatedRun(1).Next(20));
        string baseline = _folder.File("kept/main.json");
        Assert.Equal(ExitCode.Good, (await Command.RunAsync("gate", "--baseline", baseline, "--candidate", run, "--accept")).ExitCode);
        byte[] kept = await File.ReadAllBytesAsync(baseline);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes of folders are Unix's");
            return;
        }
        File.SetUnixFileMode(_folder.File("kept"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Command.Result refused = await Command.RunWithinModesAsync("gate", "--baseline", baseline, "--candidate", run, "--accept");

        File.SetUnixFileMode(_folder.File("kept"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains($"Can't write {baseline}", refused.Error, StringComparison.Ordinal);
        Assert.Equal(kept, await File.ReadAllBytesAsync(baseline));
    }

    [Fact]
    public async Task An_invalid_run_never_becomes_a_baseline()
    {
        string invalid = await StoredAsync("invalid", SampleRun.Troubled());
        string baseline = _folder.File("main.json");

        Command.Result result = await Command.RunAsync("gate", "--baseline", baseline, "--candidate", invalid, "--accept");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.False(File.Exists(baseline));
    }

    [Fact]
    public async Task Case72_records_from_another_machine_are_refused_by_name_or_labelled()
    {
        RunRecord here = new SimulatedRun(1).Next(20);
        string a = await StoredAsync("a", here);
        string b = await StoredAsync("b", here with { Environment = here.Environment with { Runtime = ".NET 11.0.0" } });

        foreach (string[] verb in new string[][] { ["gate", "--baseline", a, "--candidate", b], ["compare", a, b] })
        {
            Command.Result refused = await Command.RunAsync(verb);
            Assert.Equal(ExitCode.Usage, refused.ExitCode);
            Assert.Contains("runtime is .NET 10.0.0 in the reference, .NET 11.0.0 in the other", refused.Error, StringComparison.Ordinal);

            Command.Result labelled = await Command.RunAsync([.. verb, "--allow-different"]);
            Assert.Equal(ExitCode.Good, labelled.ExitCode);
            Assert.Contains("ifferent, and allowed: runtime", labelled.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_the_right_names()
    {
        string run = await StoredAsync("run", SampleRun.Matrix());
        await File.WriteAllTextAsync(_folder.File("gate.json"), "{ \"rounds\": 1 }");

        (string[] Arguments, string Said)[] mistakes =
        [
            (["compare", run], "add --by with one of codec, transport"),
            (["compare", run, "--by", "colour"], "--by is 'colour', which is no axis. Axes: codec, transport"),
            (["gate", "--baseline", run, "--candidate", run, "--policy", _folder.File("gate.json")], "rounds is 1; it has to be 2 to 1000"),
            (["gate", "--baseline", run, "--candidate", run, "--policy", "absent.json"], "There is no policy file absent.json"),
            (["ab", "--base", "no-such-ref", "--head", "no-such-ref", "--out", _folder.File("ab")], "'no-such-ref', which is neither a folder nor a git ref"),
            (["ab", "--base", _folder.Path, "--head", _folder.Path, "--out", _folder.File("ab")], "which holds no build"),
            (["ab", "--base", ".", "--head", ".", "--load", "capacity:p99<5ms", "--out", _folder.File("ab")], "a search for capacity has no launches to pair"),
        ];
        foreach ((string[] arguments, string said) in mistakes)
        {
            Command.Result result = await Command.RunAsync(arguments);
            Assert.Equal((ExitCode.Usage, string.Join(' ', arguments)), (result.ExitCode, string.Join(' ', arguments)));
            Assert.Contains(said, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Codecs_of_one_run_are_compared_by_round()
    {
        string run = await StoredAsync("run", SampleRun.Matrix(6));

        Command.Result result = await Command.RunAsync("compare", run, "--by", "codec", "--out", _folder.File("out"));

        Assert.Equal(ExitCode.Good, result.ExitCode);
        Assert.Contains("order/pooled/messagepack/closed:16 against json", result.Out, StringComparison.Ordinal);
        Assert.Contains("improved", result.Out, StringComparison.Ordinal);
        Assert.Contains("| change [95 %] |", await File.ReadAllTextAsync(_folder.File("out/compare.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_builds_are_measured_beside_each_other()
    {
        await File.WriteAllTextAsync(_folder.File("policy.json"), """{ "budgets": ["p99>1ns"] }""");
        string output = _folder.File("ab");

        Command.Result result = await Command.RunAsync(
            "ab", "--base", AppContext.BaseDirectory, "--head", AppContext.BaseDirectory, "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "closed:2",
            "--count", "200", "--warmup", "50ms", "--rounds", "2", "--policy", _folder.File("policy.json"), "--out", output);

        // The budget is crossed whatever the noise of this machine, unless it was so disturbed that a record is invalid.
        Assert.True(result.ExitCode is ExitCode.Crossed or ExitCode.Untrusted, result.Error);
        Assert.Contains("2 launches a side count, measured beside each other", result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        foreach (string side in new[] { "base", "head", "base-again" })
        {
            RunRecord record = (await RunRecordStore.ReadAsync(Path.Combine(output, side))).Record;
            Assert.Equal([1, 2], Assert.Single(record.Cells).Rounds.Select(r => r.Round));
            Assert.All(record.Cells[0].Rounds, r => Assert.Equal(200, r.Counts.Started));
        }
        if (result.ExitCode == ExitCode.Crossed)
        {
            Assert.Contains("over budget: echo/multiplexed/messagepack/closed:2: p99>1ns was", result.Out, StringComparison.Ordinal);
        }
    }

    private async Task<string> StoredAsync(string name, RunRecord record)
    {
        string folder = _folder.File(name);
        await RunRecordStore.WriteAsync(record, folder);
        return folder;
    }
}
