using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;

namespace Bench.Tests.Results.Comparisons;

public sealed class LaunchSizingTests
{
    [Fact]
    public void A_wider_spread_takes_more_launches_within_limits()
    {
        double[] asked = [.. new[] { 0.001, 0.02, 0.04, 0.2 }.Select(spread => Sized(spread).Asked)];
        int[] made = [.. new[] { 0.001, 0.02, 0.04, 0.2 }.Select(spread => Sized(spread).Launches)];

        Assert.Equal(asked.Order(), asked);
        Assert.Equal((LaunchSizing.Fewest, LaunchSizing.Most), (made[0], made[3]));
        Assert.True(asked[3] > LaunchSizing.Most);
        Assert.InRange(made[1], LaunchSizing.Fewest, 30);
    }

    [Fact]
    public void Nothing_timed_takes_the_fewest() => Assert.Equal(LaunchSizing.Fewest, LaunchSizing.Of([], GateRules.Default.Terms()).Launches);

    // Six launches whose ratios of CPU per call lie a spread to either side of 1.
    private static (int Launches, double Asked) Sized(double spread)
    {
        CellRecord cell = SampleRun.Matrix(LaunchSizing.Pilot).Cells[0];
        CellRecord other = cell with
        {
            Rounds = [.. cell.Rounds.Select(r => r with { Client = r.Client! with { CpuNsPerCall = r.Client.CpuNsPerCall * Math.Exp(r.Round % 2 == 0 ? spread : -spread) } })],
        };
        return LaunchSizing.Of([new CellPair(cell.Id, cell, other, true)], new ComparisonTerms { ThresholdOf = (_, figure) => figure.Name == "client.cpu" ? 0.04 : null });
    }
}
