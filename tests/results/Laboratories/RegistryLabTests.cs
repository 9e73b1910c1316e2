using Bench.Harness.Record;
using Bench.Results.Laboratories;

namespace Bench.Tests.Results.Laboratories;

public sealed class RegistryLabTests
{
    private static readonly string[] Events = ["at 1s kill provider 2", "at 4s restart provider 2", "at 6.5s stop provider 3"];

    [Fact]
    public void Events_are_followed_to_the_consumers_and_a_restart_to_the_registry() => Golden.Matches(
        "tests/results/golden/registry-lab.txt",
        CannedRuns.Text(new RegistryLab(), Eventful(1), Eventful(100), Restarted("at 2s restart directory", null)));

    [Fact]
    public void What_did_not_happen_is_said_not_to_be_measured()
    {
        CellRecord early = CannedRuns.Cell("early", new CellOptions { Faults = Events, Providers = 3 }, CannedRuns.Round() with { Directory = new DirectoryRound(1, 3, 0, [new MembershipChange(0, 0, 1, ["1", "2", "3"])]) });
        string text = CannedRuns.Text(new RegistryLab(), early, Restarted("at 2s restart directory", "not done: the run does not host redis://127.0.0.1:6379"));

        Assert.Contains("crash → removed | 1 | – | – | – | –", text, StringComparison.Ordinal);
        Assert.Contains("- crash → removed: not measured, as it did not happen within the windows.", text, StringComparison.Ordinal);
        Assert.Contains("- The registry's restart was not measured: not done: the run does not host redis://127.0.0.1:6379.", text, StringComparison.Ordinal);
        Assert.Contains("registrations | – | – | –", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Consumers_that_found_no_place_are_named()
    {
        CellRecord cell = Eventful(100);
        cell = cell with { Rounds = [.. cell.Rounds.Select(r => r with { Directory = r.Directory! with { Consumers = 60, Failure = "too many connections" } })] };
        Assert.Contains("Of 100 consumers 60 could follow the directory: too many connections", CannedRuns.Text(new RegistryLab(), cell), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_such_faults_there_is_nothing_to_answer_from() =>
        Assert.Contains("nothing to answer from", CannedRuns.Text(new RegistryLab(), CannedRuns.Cell("none", new CellOptions(), CannedRuns.Round())), StringComparison.Ordinal);

    /// <summary>Provider 2 dies at 1,000 ms and is missed at 2,500; comes back at 5,000 and is seen at 5,010; provider 3 leaves at 6,500.</summary>
    private static CellRecord Eventful(int consumers) => CannedRuns.Cell(
        $"{consumers}",
        new CellOptions { Faults = Events, Providers = 3, Consumers = consumers > 1 ? consumers : null, LeaseMs = 2_000 },
        CannedRuns.Rounds(noise => CannedRuns.Round() with
        {
            Faults = [new FaultInfo(1_000, "kill provider 2"), new FaultInfo(4_000, "restart provider 2", BackMs: 5_005, AskedMs: 5_000), new FaultInfo(6_500, "stop provider 3")],
            Providers =
            [
                new ProviderRound("1", 1, 2_000, 0), new ProviderRound("2", 2, 500, 15, 0, 1_800), new ProviderRound("3", 3, 1_500, 0),
                new ProviderRound("2", 4, 400, 0, 5_010, 8_000),
            ],
            Directory = new DirectoryRound(
                consumers,
                10 * consumers,
                3 * consumers,
                [
                    new MembershipChange(0, 0, consumers, ["1", "2", "3"]),
                    new MembershipChange(1_000 + (1_500 * noise), 1_000 + (1_500 * noise) + consumers, consumers, ["1", "3"]),
                    new MembershipChange(5_000 + (10 * noise), 5_000 + (10 * noise) + consumers, consumers, ["1", "2", "3"]),
                    new MembershipChange(6_500 + (2 * noise), 6_500 + (2 * noise) + (consumers / 10.0), consumers, ["1", "2"]),
                ]),
        }));

    private static CellRecord Restarted(string fault, string? did) => CannedRuns.Cell(
        "registry restart",
        new CellOptions { Faults = [fault], Providers = 3, Consumers = 100, LeaseMs = 2_000 },
        CannedRuns.Rounds(noise => CannedRuns.Round() with
        {
            Faults = [new FaultInfo(2_005, "restart directory", did, did is null ? 2_050 : null)],
            Directory = new DirectoryRound(100, 900, 300, [new MembershipChange(0, 0, 100, ["1", "2", "3"])], Ticks: did is not null ? null :
            [
                new DirectoryTick(0, 0, 3, 100, 50), new DirectoryTick(1_000, 0, 3, 100, 50), new DirectoryTick(1_900, 0, 1, 10, 0),
                new DirectoryTick(2_000, 0, 0, 100, 150), new DirectoryTick(2_100, 1, 1, 100, 160), new DirectoryTick(2_600, 2, 2, 100, 20), new DirectoryTick(3_500, 0, 3, 100, 10),
            ]),
        }));
}
