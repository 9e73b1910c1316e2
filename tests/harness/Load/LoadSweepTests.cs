using Bench.Harness.Load;
using CsCheck;

namespace Bench.Tests.Harness.Load;

public class LoadSweepTests
{
    public static TheoryData<string, string> Sweeps => new()
    {
        { "sweep:rate:1000..20000:x2", "open:1000 open:2000 open:4000 open:8000 open:16000 open:20000" },
        { "sweep:rate:100..100:x2", "open:100" },
        { "sweep:rate:1..2:x1.5:poisson", "open:1:poisson open:1.5:poisson open:2:poisson" },
        { "sweep:workers:1..64:x4", "closed:1 closed:4 closed:16 closed:64" },
        { "sweep:workers:1..4:x1.2", "closed:1 closed:2 closed:3 closed:4" },
        { "closed:8", "closed:8" },
    };

    [Theory]
    [MemberData(nameof(Sweeps))]
    public void A_sweep_is_its_steps(string text, string loads) => Assert.Equal(loads.Split(' '), LoadSweep.Expand(text).Select(l => l.Text));

    [Theory]
    [InlineData("sweep:rate:1000..20000", "a range and a factor")]
    [InlineData("sweep:speed:1..2:x2", "rate or workers")]
    [InlineData("sweep:workers:1..8:x2:poisson", "only rates can be Poisson")]
    [InlineData("sweep:rate:20..10:x2", "'20..10' is no range")]
    [InlineData("sweep:rate:0..10:x2", "'0..10' is no range")]
    [InlineData("sweep:rate:1..10:2", "'2' is no factor")]
    [InlineData("sweep:rate:1..10:x1", "'x1' is no factor")]
    [InlineData("sweep:rate:1..1000:x1.0001", "more than 64 steps")]
    [InlineData("sweep:workers:1..1000000:x1000", "'1000000' is not a number of workers")]
    public void A_wrong_sweep_says_what_is_wrong(string text, string words) =>
        Assert.Contains(words, Assert.Throws<LoadSyntaxException>(() => LoadSweep.Expand(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Steps_rise_from_the_first_value_to_the_last() =>
        Gen.Select(Gen.Int[1, 1_000], Gen.Int[0, 50_000], Gen.Int[12, 50]).Sample((from, more, tenths) =>
        {
            LoadModel[] loads = [.. LoadSweep.Expand($"sweep:rate:{from}..{from + more}:x{tenths / 10}.{tenths % 10}")];
            double[] rates = [.. loads.Cast<OpenLoad>().Select(l => l.RatePerSecond)];
            Assert.Equal(rates.Order(), rates);
            Assert.Equal((from, from + more), (rates[0], rates[^1]));
        }, iter: 500);
}
