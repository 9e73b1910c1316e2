using Bench.Harness.Record;
using Bench.Results.Statistics;
using CsCheck;
using Xunit;

namespace Bench.Tests.Results;

public sealed class MedianIntervalTests
{
    private static readonly Gen<double[]> Launches = Gen.Double[0, 1e9].Array[2, 30];

    [Fact]
    public void The_median_lies_inside_its_interval() => Launches.Sample(
        values =>
        {
            Estimate estimate = MedianInterval.Of(values);
            return estimate.Low <= estimate.Median && estimate.Median <= estimate.High;
        },
        iter: 5000,
        threads: 1);

    [Fact]
    public void Other_units_give_the_same_interval_in_other_units() => Gen.Select(Launches, Gen.Double[1e-3, 1e3]).Sample(
        (values, factor) =>
        {
            Estimate one = MedianInterval.Of(values);
            Estimate other = MedianInterval.Of([.. values.Select(v => v * factor)]);
            Assert.Equal(one.Method, other.Method);
            Close(one.Median * factor, other.Median);
            Close(one.Low!.Value * factor, other.Low!.Value);
            Close(one.High!.Value * factor, other.High!.Value);
        },
        iter: 2000,
        threads: 1);

    [Fact]
    public void The_order_of_rounds_does_not_matter() => Launches.Sample(
        values => MedianInterval.Of(values) == MedianInterval.Of([.. values.Reverse()]), iter: 500, threads: 1);

    [Theory]
    [InlineData(new double[] { 5 }, null)]
    [InlineData(new double[] { 5, 6 }, MedianInterval.LogT)]
    [InlineData(new double[] { 0, 6, 7 }, MedianInterval.T)]
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, MedianInterval.LogT)]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6 }, MedianInterval.DistributionFree)]
    [InlineData(new double[] { 0, 0, 0, 0, 0, 0 }, MedianInterval.DistributionFree)]
    public void The_method_follows_from_the_values(double[] values, string? method) => Assert.Equal(method, MedianInterval.Of(values).Method);

    [Fact]
    public void One_round_has_no_interval() => Assert.Equal(new Estimate(5), MedianInterval.Of([5]));

    [Fact]
    public void Two_launches_by_hand()
    {
        // Logarithms 0 and ln 4: mean ln 2, s = ln 4/√2, half = 12.706·s/√2 = 6.353·ln 4.
        Estimate estimate = MedianInterval.Of([1, 4]);
        Close(2.5, estimate.Median);
        Close(2 * Math.Pow(4, 6.35310236808735), estimate.High!.Value);
        Close(2 / Math.Pow(4, 6.35310236808735), estimate.Low!.Value);
    }

    // Ranks for 95 % as tables of the sign interval print them.
    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    [InlineData(15, 4)]
    [InlineData(20, 6)]
    [InlineData(25, 8)]
    [InlineData(100, 40)]
    public void Ranks_of_order_statistics(int n, int rank) => Assert.Equal(rank, MedianInterval.Rank(n));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Quantiles_leave_a_fortieth_above_them(int degreesOfFreedom)
    {
        // Simpson's rule over the density, which has a closed constant for few degrees of freedom.
        double constant = degreesOfFreedom switch { 1 => 1 / Math.PI, 2 => 1 / (2 * Math.Sqrt(2)), 3 => 2 / (Math.PI * Math.Sqrt(3)), _ => 0.375 };
        double Density(double x) => constant * Math.Pow(1 + (x * x / degreesOfFreedom), -(degreesOfFreedom + 1) / 2.0);
        const int Steps = 20_000;
        double step = StudentT.Quantile975(degreesOfFreedom) / Steps;
        double sum = Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Density(i * step));
        Assert.Equal(0.475, sum * step / 3, 1e-9);
    }

    // The true median is 1. Log-t is exact for log-normal launches, order statistics cover at least 95 % of anything.
    [Theory]
    [InlineData(2, 0.94, 0.96)]
    [InlineData(5, 0.94, 0.96)]
    [InlineData(6, 0.94, 0.99)]
    [InlineData(10, 0.94, 0.99)]
    public void Intervals_cover_what_they_promise(int launches, double atLeast, double atMost)
    {
        Random random = new(launches);
        const int Runs = 20_000;
        int covered = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[] values = [.. Enumerable.Range(0, launches).Select(_ => Math.Exp(0.2 * Normal(random)))];
            Estimate estimate = MedianInterval.Of(values);
            covered += estimate.Low <= 1 && 1 <= estimate.High ? 1 : 0;
        }

        Assert.InRange((double)covered / Runs, atLeast, atMost);
    }

    [Fact]
    public void A_figure_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => MedianInterval.Of([1, double.NaN]));
        Assert.Throws<ArgumentException>(() => MedianInterval.Of([]));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static void Close(double expected, double actual) => Assert.Equal(expected, actual, Math.Max(1e-12, Math.Abs(expected) * 1e-9));
}
