using Bench.Results.Comparisons;
using CsCheck;

namespace Bench.Tests.Results.Comparisons;

public sealed class RatioEstimateTests
{
    // Student's own data (Biometrika 6, 1908), the extra sleep of ten patients with two drugs, as logarithms; the figures are those
    // that R 4 gives for t.test(extra ~ group) and t.test(…, paired = TRUE).
    private static readonly double[] First = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    private static readonly Gen<Launches> Sample = Gen.Double[0.5, 2].Array[3, 25].Select(Of);

    [Fact]
    public void Unpaired_it_is_Welchs_test()
    {
        RatioEstimate estimate = RatioEstimate.Of(Logs(First), Logs(Second), interleaved: false)!;

        Assert.Equal(1.58, estimate.Log, 1e-9);
        Assert.Equal(17.776, estimate.DegreesOfFreedom, 1e-3);
        Assert.Equal(0.07939, estimate.ChanceIfSame(), 1e-5);
        Assert.Equal((-0.2054832, 3.3654832), (Math.Round(Math.Log(estimate.Low), 7), Math.Round(Math.Log(estimate.High), 7)));
        Assert.False(estimate.IsPaired);
    }

    [Fact]
    public void Paired_it_is_Students_test_of_the_differences()
    {
        RatioEstimate estimate = RatioEstimate.Of(Logs(First), Logs(Second), interleaved: true)!;

        Assert.Equal(1.58, estimate.Log, 1e-9);
        Assert.Equal(9, estimate.DegreesOfFreedom);
        Assert.Equal(0.002833, estimate.ChanceIfSame(), 1e-6);
        Assert.Equal((0.7001142, 2.4598858), (Math.Round(Math.Log(estimate.Low), 7), Math.Round(Math.Log(estimate.High), 7)));
        Assert.True(estimate.IsPaired);
    }

    [Fact]
    public void Equivalence_is_two_one_sided_tests_of_which_the_weaker_counts()
    {
        RatioEstimate estimate = RatioEstimate.Of(Logs(First), Logs(Second), interleaved: true)!;

        // t = (ln 10 − 1.58) / 0.38896 with 9 degrees of freedom.
        Assert.Equal(0.04806, estimate.ChanceIfFurther(9), 1e-4);
        Assert.True(estimate.ChanceIfFurther(1) > 0.95);
    }

    [Fact]
    public void Pairs_are_launches_of_the_same_round()
    {
        var from = new Launches(new Dictionary<int, double> { [1] = 10, [2] = 20, [3] = 40, [7] = 1000 });
        var to = new Launches(new Dictionary<int, double> { [3] = 80, [2] = 40, [1] = 20, [9] = 1 });

        RatioEstimate estimate = RatioEstimate.Of(from, to, interleaved: true)!;

        Assert.Equal(2, estimate.Ratio, 1e-9);
        Assert.Equal((2.0, 2.0), (Math.Round(estimate.Low, 9), Math.Round(estimate.High, 9)));
    }

    [Theory]
    [InlineData(new double[] { 1 }, new double[] { 1, 2, 3 })]
    [InlineData(new double[] { 1, 2 }, new double[] { 0, 2 })]
    public void Without_two_launches_or_with_a_0_there_is_no_ratio(double[] from, double[] to)
    {
        Assert.Null(RatioEstimate.Of(Of(from), Of(to), interleaved: false));
        Assert.Null(RatioEstimate.Of(Of(to), Of(from), interleaved: false));
    }

    [Fact]
    public void The_ratio_the_other_way_round_is_the_inverse() => Gen.Select(Sample, Sample, Gen.Bool).Sample(
        (one, other, interleaved) =>
        {
            RatioEstimate there = RatioEstimate.Of(one, other, interleaved)!;
            RatioEstimate back = RatioEstimate.Of(other, one, interleaved)!;
            Assert.Equal(there.Ratio, 1 / back.Ratio, 1e-9);
            Assert.Equal(there.Low, 1 / back.High, 1e-6 * there.Low);
            Assert.Equal(there.ChanceIfSame(), back.ChanceIfSame(), 1e-9);
            Assert.Equal(there.ChanceIfFurther(0.1), back.ChanceIfFurther(0.1), 1e-9);
            Assert.InRange(there.Ratio, there.Low, there.High);
        },
        iter: 1000,
        threads: 1);

    [Fact]
    public void Units_do_not_matter() => Gen.Select(Sample, Sample, Gen.Double[1e-3, 1e6]).Sample(
        (one, other, factor) =>
        {
            RatioEstimate plain = RatioEstimate.Of(one, other, interleaved: false)!;
            RatioEstimate scaled = RatioEstimate.Of(Of([.. one.Values.Select(v => v * factor)]), Of([.. other.Values.Select(v => v * factor)]), interleaved: false)!;
            Assert.Equal(plain.Ratio, scaled.Ratio, 1e-9 * plain.Ratio);
            Assert.Equal(plain.ChanceIfSame(), scaled.ChanceIfSame(), 1e-6);
        },
        iter: 500,
        threads: 1);

    [Fact]
    public void Small_chances_keep_their_digits()
    {
        // P(T < −10) with 30 degrees of freedom, as R gives it for pt(-10, 30).
        Assert.Equal(1, new RatioEstimate(10, 1, 30, false).ChanceIfSame() / (2 * 2.271e-11), 0.01);
    }

    internal static Launches Of(double[] values) => new(values.Index().ToDictionary(v => v.Index + 1, v => v.Item));

    private static Launches Logs(double[] logs) => Of([.. logs.Select(Math.Exp)]);
}
