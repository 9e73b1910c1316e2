using Bench.Harness.Record;
using Bench.Tests.Directories;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>Runs with several providers, found through each directory, that die, pause, stop and come back while they are called.</summary>
[Collection(ProcessTests.Name)]
public sealed class ProviderTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    private const double LeaseMs = 2_000;

    // Beyond lease + 1 s, for processes that wait for a core of a busy machine.
    private const double SlackMs = 1_500;

    public static TheoryData<string> Directories => DirectoryServers.Kinds;

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task Calls_to_a_killed_provider_stop_within_the_lease_and_every_call_is_accounted_for(string directory)
    {
        RoundRecord round = await MeasureAsync(directory, "--duration", "6s", "--faults", "at 1s kill provider 2");

        FaultInfo kill = Assert.Single(round.Faults!);
        Assert.Equal("kill provider 2", kill.Fault);
        ProviderRound dead = Assert.Single(round.Providers!, p => p.Id == "2");
        Assert.InRange(dead.LastMs!.Value, 0, kill.AtMs + LeaseMs + 1_000 + SlackMs);
        Assert.All(round.Providers!.Where(p => p.Id != "2"), p => Assert.True(p.LastMs > dead.LastMs && p.Failed == 0, $"{p}"));
        Assert.True(round.Counts.Error > 0 && round.Timeline!.Skip(1).Any(s => s.Failed > 0), "the kill shows in the record");
        Assert.Equal(0, round.Timeline![^1].Failed);
        Assert.Null(round.Server);
    }

    [Theory]
    [MemberData(nameof(Directories))]
    public async Task A_paused_provider_leaves_and_comes_back_under_a_higher_epoch(string directory)
    {
        RoundRecord round = await MeasureAsync(directory, "--duration", "10s", "--deadline", "2s", "--faults", "at 1s pause provider 2 for 5s");

        Assert.Equal(["pause provider 2 for 5s", "provider 2 goes on"], round.Faults!.Select(f => f.Fault));
        ProviderRound[] registrations = [.. round.Providers!.Where(p => p.Id == "2").OrderBy(p => p.Epoch)];
        Assert.True(registrations.Length >= 2, string.Join(", ", round.Providers!));
        Assert.InRange(registrations[0].LastMs!.Value, 0, round.Faults![0].AtMs + LeaseMs + 1_000 + SlackMs);
        Assert.True(registrations[^1].FirstMs >= round.Faults[1].AtMs, "its calls came back before it did");
        Assert.Equal(0, registrations[^1].Failed);
    }

    [Fact]
    public async Task A_stopped_provider_deregisters_first_and_a_restarted_one_is_used_again()
    {
        RoundRecord round = await MeasureAsync("embedded", "--duration", "5s", "--faults", "at 1s stop provider 1", "--faults", "at 2s restart provider 3");

        ProviderRound stopped = Assert.Single(round.Providers!, p => p.Id == "1");
        Assert.InRange(stopped.LastMs!.Value, 0, round.Faults![0].AtMs + SlackMs);
        ProviderRound[] restarted = [.. round.Providers!.Where(p => p.Id == "3").OrderBy(p => p.Epoch)];
        Assert.Equal(2, restarted.Length);
        Assert.True(restarted[1].Calls > 0 && restarted[1].Failed == 0);
    }

    [Fact]
    public async Task Retries_make_up_for_a_killed_provider_within_their_budget()
    {
        RoundRecord round = await MeasureAsync("embedded", "--duration", "4s", "--attempts", "3", "--faults", "at 1s kill provider 2");

        Assert.Equal(round.Counts.Started + (round.Counts.Retries ?? 0), round.Counts.Attempts);
        Assert.True(round.Counts.Retries > 0);

        // The budget of 10 tokens allows 5 retries in a row at most; what fails at once beyond that stays failed.
        Assert.InRange(round.Counts.Error, 0, 5);
        Assert.Equal(round.Counts.Attempts / (double)round.Counts.Started, round.AttemptsPerCall);
        Assert.NotNull(round.Latency!.FirstAttempt);
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_named_with_its_remedy()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "echo", "--transports", "pooled", "--codecs", "messagepack", "--rounds", "1", "--count", "10", "--warmup", "0ms",
            "--directory", "redis://127.0.0.1:1", "--out", folder.Path);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("127.0.0.1:1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private async Task<RoundRecord> MeasureAsync(string directory, params string[] options)
    {
        using var folder = new TemporaryFolder();
        string address = directory == "embedded" ? directory : (await servers.OfAsync(directory)).Address.ToString();

        Command.Result result = await Command.RunAsync(
        [
            "run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "open:200", "--warmup", "300ms", "--rounds", "1",
            "--directory", address, "--providers", "3", "--lease", "2s", .. options, "--json", "--out", folder.Path,
        ]);

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        RoundRecord round = Assert.Single(Assert.Single(result.Record.Cells).Rounds);
        Assert.Null(round.Failure);
        CallCounts counts = round.Counts;
        Assert.Equal(counts.Scheduled, counts.Started + counts.Dropped);
        Assert.Equal(counts.Started, counts.Ok + counts.Error + counts.Timeout + counts.Cancelled);
        Assert.Equal(counts.Attempts, counts.Started + (counts.Retries ?? 0) + (counts.Hedges ?? 0));
        return round;
    }
}
