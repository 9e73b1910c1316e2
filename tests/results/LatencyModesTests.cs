using Bench.Results.Statistics;
using CsCheck;
using HdrHistogram;

namespace Bench.Tests.Results;

/// <summary>Which distributions have two modes: a server of two speeds has, one with a tail has not.</summary>
public sealed class LatencyModesTests
{
    private const long Hour = 3_600_000_000_000;

    [Fact]
    public void Case58_A_server_of_two_speeds_has_two_modes()
    {
        IReadOnlyList<Mode> modes = LatencyModes.Of(Of(Lognormal(1, 7_000, 1e6, 0.15).Concat(Lognormal(2, 3_000, 10e6, 0.15))));
        Assert.Equal(2, modes.Count);
        Assert.InRange(modes[0].PeakNs, 0.8e6, 1.2e6);
        Assert.InRange(modes[1].PeakNs, 8e6, 12e6);
        Assert.Equal(0.7, modes[0].Share, 0.01);
        Assert.Equal(0.3, modes[1].Share, 0.01);
    }

    [Theory]
    [InlineData(0.10, 2)]
    [InlineData(0.06, 2)]
    [InlineData(0.04, 1)]
    [InlineData(0.001, 1)]
    public void A_mode_holds_a_twentieth_of_the_calls_and_what_is_rarer_is_the_tail(double slow, int modes)
    {
        const int Calls = 20_000;
        Assert.Equal(modes, LatencyModes.Of(Of(Lognormal(1, (int)(Calls * (1 - slow)), 1e6, 0.2).Concat(Lognormal(2, (int)(Calls * slow), 20e6, 0.1)))).Count);
    }

    [Theory]
    [InlineData(1.2, 1)]
    [InlineData(4, 2)]
    public void Modes_lie_apart(double ratio, int modes) =>
        Assert.Equal(modes, LatencyModes.Of(Of(Lognormal(1, 5_000, 1e6, 0.05).Concat(Lognormal(2, 5_000, 1e6 * ratio, 0.05)))).Count);

    [Fact]
    public void Two_speeds_that_run_into_each_other_are_one_mode() =>
        Assert.Single(LatencyModes.Of(Of(Lognormal(1, 50_000, 1e6, 0.45).Concat(Lognormal(2, 50_000, 3e6, 0.45)))));

    [Fact]
    public void Three_speeds_are_three_modes() =>
        Assert.Equal(3, LatencyModes.Of(Of(Lognormal(1, 3_000, 1e5, 0.2).Concat(Lognormal(2, 3_000, 1e6, 0.2)).Concat(Lognormal(3, 3_000, 1e7, 0.2)))).Count);

    [Fact]
    public void Right_skewed_latencies_have_one_mode() =>
        Gen.Select(Gen.Double[4, 7.5], Gen.Double[0.03, 1.2], Gen.Int[100, 20_000], Gen.Int[0, int.MaxValue]).Sample(
            (decade, sigma, calls, seed) => Assert.Single(LatencyModes.Of(Of(Lognormal(seed, calls, Math.Pow(10, decade), sigma)))),
            iter: 300,
            threads: 1);

    [Fact]
    public void Exponential_waits_over_a_floor_have_one_mode() =>
        Gen.Select(Gen.Double[1e5, 1e7], Gen.Int[200, 20_000], Gen.Int[0, int.MaxValue]).Sample(
            (mean, calls, seed) =>
            {
                Random random = new(seed);
                Assert.Single(LatencyModes.Of(Of(Enumerable.Range(0, calls).Select(_ => 50_000 - (mean * Math.Log(1 - random.NextDouble()))))));
            },
            iter: 300,
            threads: 1);

    [Fact]
    public void Heavy_tails_have_one_mode()
    {
        Random random = new(4);
        Assert.Single(LatencyModes.Of(Of(Enumerable.Range(0, 20_000).Select(_ => 100_000 * Math.Pow(1 - random.NextDouble(), -1 / 1.2)))));
    }

    [Fact]
    public void A_few_calls_prove_nothing()
    {
        Assert.Single(LatencyModes.Of(Of([1e6, 1e6, 1e6, 9e6, 9e6])));
        Assert.Single(LatencyModes.Of(Of([5e6])));
        Assert.Empty(LatencyModes.Of(Of([])));
    }

    [Fact]
    public void The_steps_of_a_clock_are_no_modes() =>
        Assert.Single(LatencyModes.Of(Of(Enumerable.Range(0, 4_000).Select(i => 40.0 + (20 * (i % 4))))));

    private static IEnumerable<double> Lognormal(int seed, int count, double medianNs, double sigma)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            yield return medianNs * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }

    private static LongHistogram Of(IEnumerable<double> values)
    {
        LongHistogram histogram = new(1, Hour, 3);
        foreach (double value in values)
        {
            histogram.RecordValue(Math.Clamp((long)value, 1, Hour));
        }

        return histogram;
    }
}
