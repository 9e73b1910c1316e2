using Bench.Results.Comparisons;
using CsCheck;

namespace Bench.Tests.Results.Comparisons;

public sealed class HolmTests
{
    // As R's p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives them.
    [Fact]
    public void Chances_are_corrected_by_the_tests_that_are_left() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02], Holm.Corrected([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 9)));

    [Fact]
    public void One_alone_is_not_corrected_and_none_is_none()
    {
        Assert.Equal([0.04], Holm.Corrected([0.04]));
        Assert.Empty(Holm.Corrected([]));
    }

    [Fact]
    public void Order_is_kept_and_nothing_gets_more_certain() => Gen.Double[0, 1].Array[1, 40].Sample(
        chances =>
        {
            IReadOnlyList<double> corrected = Holm.Corrected(chances);
            for (int i = 0; i < chances.Length; i++)
            {
                Assert.InRange(corrected[i], chances[i], Math.Min(1, chances[i] * chances.Length));
                Assert.All(Enumerable.Range(0, chances.Length).Where(j => chances[j] > chances[i]), j => Assert.True(corrected[j] >= corrected[i]));
            }
        },
        iter: 500,
        threads: 1);
}
