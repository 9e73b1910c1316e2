using System.Text.Json;
using Bench.Harness.Record;
using Bench.Results.Store;
using Bench.Tests.Results;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Benchmarks of single parts from the command line; within its process and few iterations, which builds nothing and is quick.</summary>
[Collection(ProcessTests.Name)]
public sealed class MicroTests
{
    private const string OneMessage = "messagepack/echo/EchoAsync/request";

    [Fact]
    public async Task A_suite_over_one_message_ends_in_a_record_and_its_reports()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "micro", OneMessage, "--iterationCount", "3", "--warmupCount", "1", "--invocationCount", "16384", "--unrollFactor", "16", "--inProcess", "--out", folder.Path, "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Empty(PublishedSchema.Violations(result.Out));
        RunRecord record = (await RunRecordStore.ReadAsync(folder.Path)).Record;
        Assert.Empty(record.Cells);
        Assert.Equal(["EncodeFresh", "EncodeReused", "Decode"], record.Micro!.Select(m => m.Benchmark));
        Assert.All(record.Micro!, m =>
        {
            Assert.Equal(new MicroParameters("messagepack", "echo", "EchoAsync", "request", 1), m.Parameters);
            Assert.Equal(("CodecBenchmarks", "in-process", true), (m.Suite, m.Toolchain, m.InProcess));
            Assert.InRange(m.Iterations!.Value, 2, 3);
            Assert.True(m is { EncodedBytes: 50.5, GzipBytes: > 52 and < 100 }, $"{m}");
            Assert.True(m is { MeanNs: > 0, MedianNs: > 0 } && m.LowNs <= m.MedianNs && m.MedianNs <= m.HighNs, $"{m}");
        });
        // Many calls an iteration: what other threads of this process allocate meanwhile is below a byte a call.
        Assert.Equal(0, record.Micro!.Single(m => m.Benchmark == "EncodeReused").AllocatedBytes);
        Assert.True(record.Micro!.Single(m => m.Benchmark == "EncodeFresh").AllocatedBytes > 0);
        Assert.Equal(TrustVerdict.Degraded, record.Trust.Verdict);
        Assert.Contains(record.Trust.Findings, f => f.Check == "micro" && f.Figure.Contains("3 of 3 benchmarks ran within the command's own process", StringComparison.Ordinal));
        Assert.Contains("FirstMessageBenchmarks", Assert.Single(record.Absent!).Id, StringComparison.Ordinal);
        Assert.Contains("rpcbench micro messagepack/echo/EchoAsync/request --iterationCount 3", await File.ReadAllTextAsync(folder.File("report.md")), StringComparison.Ordinal);
        Assert.Contains("id=\"micro\"", await File.ReadAllTextAsync(folder.File("report.html")), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(folder.File("benchmarkdotnet"), "*.log"));
        Assert.Contains("BenchmarkRunner: Start", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_go_to_standard_output_and_dry_runs_are_labelled()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync("micro", OneMessage, "FrameBenchmarks.Write", "--job", "dry", "--inProcess", "--out", folder.Path);

        Assert.True(result.ExitCode == 0, result.Error);
        string[] lines = result.Out.Split('\n');
        Assert.StartsWith("Trust: degraded.", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("Codecs: echo", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.TrimStart().StartsWith("EchoAsync request   messagepack ", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Sizes: echo", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.TrimStart().StartsWith("WriteHeader ", StringComparison.Ordinal));
        Assert.Contains("4 of 4 benchmarks had fewer than 3 iterations", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("BenchmarkRunner", result.Out, StringComparison.Ordinal);
        Assert.Contains($"Written: {Path.GetRelativePath(Path.GetTempPath(), folder.File("run.json"))}", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_listed_for_every_codec_and_message_without_running_any()
    {
        Command.Result result = await Command.RunAsync("micro", "*Case: */order/*", "*Frame*", "--list", "flat");

        Assert.Equal(0, result.ExitCode);
        string[] names = result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("Bench.Micro.Codecs.CodecBenchmarks.Decode(Case: protobuf/order/PlaceAsync/reply)", names);
        Assert.Contains("Bench.Micro.Wire.FrameBenchmarks.ReadSplitFrame", names);
        Assert.DoesNotContain(names, n => n.Contains("/echo/", StringComparison.Ordinal) || n.Contains("Binding", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_options_of_the_library_are_taken()
    {
        Command.Result result = await Command.RunAsync("micro", "--list", "flat", "--filter", "*Binding*");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Bench.Micro.Bindings.BindingBenchmarks.Generated\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_is_answered_with_the_suites()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync("micro", "no-such-benchmark", "--out", folder.Path);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("'no-such-benchmark'", result.Error, StringComparison.Ordinal);
        foreach (string suite in (string[])["CodecBenchmarks (EncodeFresh, EncodeReused, Decode)", "FirstMessageBenchmarks", "FrameBenchmarks", "BindingBenchmarks", "EngineBenchmarks", "StageBenchmarks"])
        {
            Assert.Contains(suite, result.Error, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(folder.File("run.json")));
    }

    [Fact]
    public async Task What_a_codec_can_not_carry_is_named_if_it_was_asked_for()
    {
        using var folder = new TemporaryFolder();

        Command.Result alone = await Command.RunAsync("micro", "bytes/echo/", "--inProcess", "--out", folder.Path);
        Command.Result beside = await Command.RunAsync("micro", "*EncodeReused*bytes/raw-1k/*", "*EncodeReused*bytes/echo/*", "--job", "dry", "--inProcess", "--json", "--out", folder.Path);

        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("micro/bytes/echo/EchoAsync/request: Bench.Scenarios.EchoMessage is not plain bytes", alone.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("micro/bytes/order/", alone.Error, StringComparison.Ordinal);
        Assert.Equal(0, beside.ExitCode);
        Assert.Contains(beside.Record.Micro!, m => m is { Parameters: { Codec: "bytes", Scenario: "raw-1k" }, EncodedBytes: 100, MedianNs: > 0 });
        Assert.Contains(beside.Record.Absent!, a => a.Id == "micro/bytes/echo/EchoAsync/reply");
    }

    [Theory]
    [InlineData("--job", "tiny", "The provided base job \"tiny\" is invalid")]
    [InlineData("--no-such-option", "1", "no-such-option")]
    public async Task An_option_that_the_library_does_not_know_is_wrong_usage(string option, string value, string words)
    {
        Command.Result result = await Command.RunAsync("micro", OneMessage, option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_benchmark_that_is_refused_has_failed_and_the_record_says_why()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync("micro", OneMessage, "--invocationCount", "1", "--unrollFactor", "16", "--inProcess", "--json", "--out", folder.Path);

        Assert.Equal(3, result.ExitCode);
        Assert.All(result.Record.Micro!, m => Assert.Null(m.MedianNs));
        Assert.All(result.Record.Micro!, m => Assert.StartsWith("it was refused: ", m.Failure, StringComparison.Ordinal));
        Assert.Equal(TrustVerdict.Invalid, result.Record.Trust.Verdict);
    }

    [Fact]
    public async Task A_codec_and_a_scenario_of_somebody_else_are_measured_unaided()
    {
        using var folder = new TemporaryFolder();
        await using Command command = Command.Start("impostors", "micro", "xor/greet/", "--job", "dry", "--json", "--out", folder.Path);

        Command.Result result = await command.EndAsync();

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(6, result.Record.Micro!.Count);
        Assert.All(result.Record.Micro!, m => Assert.True(m is { MedianNs: > 0, InProcess: true, Parameters: { Codec: "xor", Scenario: "greet" } }, $"{m}"));
    }

    [Fact]
    public async Task An_interruption_ends_it_at_once_and_writes_no_record()
    {
        using var folder = new TemporaryFolder();
        await using Command command = Command.Start("rpcbench", "micro", "EngineBenchmarks", "--inProcess", "--out", folder.Path);
        await Eventually.HoldsAsync(() => command.Error.Contains("WorkloadPilot", StringComparison.Ordinal) || command.Error.Contains("WorkloadJitting", StringComparison.Ordinal), "a benchmark runs");

        await command.SignalAsync("INT");
        Command.Result result = await command.EndAsync();

        Assert.Equal(130, result.ExitCode);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("run.json")));
    }

    [Fact]
    public async Task A_report_shows_a_run_and_its_codec_side_by_side()
    {
        using var folder = new TemporaryFolder();
        Command.Result run = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack,json", "--load", "closed:2", "--duration", "1s", "--warmup", "200ms", "--rounds", "1",
            "--out", folder.File("run"));
        Assert.True(run.ExitCode is 0 or 3, run.Error);
        Command.Result micro = await Command.RunAsync("micro", "messagepack/echo/", "--job", "dry", "--inProcess", "--out", folder.File("micro"));
        Assert.True(micro.ExitCode == 0, micro.Error);

        Command.Result result = await Command.RunAsync("report", folder.File("run"), "--micro", folder.File("micro"), "--format", "md,html,json", "--out", folder.File("both"));

        Assert.True(result.ExitCode == 0, result.Error);
        RunRecord both = (await RunRecordStore.ReadAsync(folder.File("both"))).Record;
        Assert.Equal((2, 6), (both.Cells.Count, both.Micro!.Count));
        Assert.Contains(both.Trust.Findings, f => f is { Check: "micro", Window: "the micro benchmarks" });
        string text = await File.ReadAllTextAsync(Path.Combine(folder.File("both"), "report.md"));
        Assert.Contains("**The codec's share of a call's CPU time**", text, StringComparison.Ordinal);
        Assert.Contains("| echo/multiplexed/messagepack/closed:2 |", text, StringComparison.Ordinal);
        Assert.Contains("1 of 2 cells have no share", text, StringComparison.Ordinal);
        Assert.Null((await RunRecordStore.ReadAsync(folder.File("run"))).Record.Micro);

        Command.Result none = await Command.RunAsync("report", folder.File("run"), "--micro", folder.File("run"));
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("holds no benchmarks of single parts", none.Error, StringComparison.Ordinal);
    }
}
