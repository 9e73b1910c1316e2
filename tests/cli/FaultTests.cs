using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Faults of servers and directories in runs: what they do, and what the record says of them.</summary>
[Collection(ProcessTests.Name)]
public sealed class FaultTests
{
    [Fact]
    public async Task Providers_that_are_told_to_fail_do_so_for_as_long_as_they_were_told()
    {
        RoundRecord round = await MeasureAsync("--providers", "2", "--duration", "4s", "--faults", "at 1s fail 100% provider 2 for 1s");

        Assert.Equal(["fail 100% provider 2 for 1s", "provider 2 fails no longer"], round.Faults!.Select(f => f.Fault));
        Assert.All(round.Faults!, f => Assert.Null(f.Did));
        Assert.Equal(["remote"], round.Errors.Keys);
        Assert.Equal(0, round.Timeline![0].Failed);
        Assert.Equal(0, round.Timeline[3].Failed);
        // One of two providers for one of four seconds at 200/s is 100 calls; a machine that stands still may move them, not multiply them.
        Assert.InRange(round.Counts.Error, 1, 200);
        // Failures take the place of handlers, and are answers.
        Assert.Equal(round.Counts.Ok + round.Counts.Error, round.ServerHandled);
    }

    [Fact]
    public async Task Consumers_see_a_provider_go_and_come_back_and_the_record_says_when()
    {
        RoundRecord round = await MeasureAsync(
            "--providers", "2", "--directory", "embedded", "--consumers", "12", "--duration", "8s", "--faults", "at 500ms stop provider 2", "--faults", "at 2s restart provider 2");

        FaultInfo restart = round.Faults![1];
        Assert.True(restart.AtMs <= restart.AskedMs && restart.AskedMs <= restart.BackMs, $"{restart}");
        DirectoryRound directory = round.Directory!;
        Assert.Equal(12, directory.Consumers);
        Assert.True(directory.Reads >= 12 && directory.Hints >= 12, $"{directory}");
        Assert.Null(directory.Failure);
        Assert.Null(directory.Ticks);
        Assert.Equal(["1,2", "1", "1,2"], directory.Changes.Select(c => string.Join(',', c.Providers)));
        Assert.All(directory.Changes, c => Assert.Equal(12, c.Consumers));
        Assert.All(directory.Changes, c => Assert.True(c.FirstMs <= c.LastMs));
        Assert.True(directory.Changes[1].FirstMs >= round.Faults[0].AtMs, "seen before it was stopped");
        Assert.True(directory.Changes[2].FirstMs >= restart.AskedMs, "seen before it asked");
        // What a process that was started anew counts has another beginning.
        Assert.Null(round.ServerHandled);
        Assert.Null(round.Server);
    }

    [Fact]
    public async Task A_directory_that_loses_its_data_is_asked_by_everybody_and_knows_all_again()
    {
        RoundRecord round = await MeasureAsync(
            "--providers", "3", "--directory", "embedded", "--consumers", "5", "--lease", "1500ms", "--duration", "8s", "--faults", "at 2s restart directory");

        FaultInfo restart = Assert.Single(round.Faults!);
        Assert.Null(restart.Did);
        Assert.True(restart.BackMs >= restart.AtMs);
        DirectoryTick[] after = [.. round.Directory!.Ticks!.Where(t => t.AtMs + 100 >= restart.BackMs)];
        Assert.Equal(3, after.Sum(t => t.Registrations));
        Assert.True(after.Sum(t => t.Renewals) > 0 && after.Sum(t => t.Reads) >= 5 && after.Sum(t => t.Watches) >= 5, string.Join(' ', after.AsEnumerable()));
        Assert.Equal(["1", "2", "3"], round.Directory.Changes[^1].Providers);
        Assert.Equal(round.Counts.Started, round.Counts.Ok);
    }

    [Theory]
    [InlineData("--faults", "at 1s restart directory", "--directory embedded")]
    [InlineData("--consumers", "3", "--directory embedded")]
    [InlineData("--consumers", "0", "1 to 1000")]
    [InlineData("--variants", "none", "It has none at all")]
    public async Task What_needs_a_directory_or_variants_says_so(string option, string value, string words)
    {
        Command.Result result = await Command.RunAsync("run", "--dry-run", option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    private static async Task<RoundRecord> MeasureAsync(params string[] options)
    {
        using var folder = new TemporaryFolder();
        Command.Result result = await Command.RunAsync(
        [
            "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "open:200", "--warmup", "300ms", "--rounds", "1",
            .. options, "--json", "--out", folder.Path,
        ]);
        Assert.True(result.ExitCode is 0 or 3, result.Error);
        Assert.Empty(Results.PublishedSchema.Violations(result.Out));
        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        Assert.Null(round.Failure);
        Assert.Equal(round.Counts.Started, round.Counts.Ok + round.Counts.Error + round.Counts.Timeout + round.Counts.Cancelled);
        return round;
    }
}
