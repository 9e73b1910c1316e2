using Bench.Harness.Load;
using CsCheck;

namespace Bench.Tests.Harness.Load;

public class ArrivalScheduleTests
{
    private static readonly Gen<LoadPhase> SomePhase = Gen.Select(
        Gen.Int[0, 5000], Gen.Int[0, 5000], Gen.Int[1, 2000],
        (from, to, ms) => new LoadPhase(from, to, TimeSpan.FromMilliseconds(ms)));

    [Fact]
    public void A_steady_rate_spaces_arrivals_evenly_from_the_first_moment()
    {
        long[] arrivals = All(Over([Phase(2000, 2000, 10)]));
        Assert.Equal(20_000, arrivals.Length);
        for (int i = 0; i < arrivals.Length; i++)
        {
            Assert.Equal(i * 500_000L, arrivals[i]);
        }
    }

    [Fact]
    public void A_ramp_from_zero_follows_the_square_root()
    {
        long[] arrivals = All(Over([Phase(0, 1000, 2)]));
        Assert.Equal(1000, arrivals.Length);
        for (int i = 0; i < arrivals.Length; i++)
        {
            Assert.Equal(Math.Sqrt(i / 250.0) * 1e9, arrivals[i], 1.0);
        }
    }

    [Fact]
    public void A_pause_between_phases_brings_nothing()
    {
        long[] arrivals = All(Over([Phase(1000, 1000, 1), Phase(0, 0, 5), Phase(1000, 1000, 1)]));
        Assert.Equal(2000, arrivals.Length);
        Assert.Equal(999_000_000, arrivals[999]);
        Assert.Equal(6_000_000_000, arrivals[1000]);
    }

    [Fact]
    public void Regular_arrivals_come_in_order_and_as_many_a_phase_as_its_area()
    {
        SomePhase.Array[1, 5].Sample(phases =>
        {
            ArrivalSchedule schedule = Over(phases);
            long[] arrivals = All(schedule);
            AssertOrdered(arrivals, schedule.Curve.DurationNs);
            long startNs = 0;
            foreach (LoadPhase phase in phases)
            {
                long endNs = startNs + (phase.Duration.Ticks * TimeSpan.NanosecondsPerTick);
                Assert.InRange(arrivals.Count(a => a >= startNs && a < endNs), phase.Arrivals - 1.001, phase.Arrivals + 1.001);
                startNs = endNs;
            }
        }, iter: 200);
    }

    [Fact]
    public void An_arrival_is_a_pure_function_of_its_number()
    {
        var curve = new ArrivalCurve([Phase(0, 3000, 1), Phase(3000, 10, 2)]);
        long[] inOrder = All(ArrivalSchedule.Over(curve, null));
        var again = new RegularSchedule(curve);
        for (int i = inOrder.Length - 1; i >= 0; i--)
        {
            Assert.Equal(inOrder[i], again.At(i));
        }
    }

    [Fact]
    public void The_curve_and_its_inverse_agree()
    {
        Gen.Select(SomePhase, Gen.Double[0, 1]).Where((phase, _) => phase.Arrivals > 1).Sample((phase, share) =>
        {
            var curve = new ArrivalCurve([phase]);
            double seconds = curve.TimeOf(share * phase.Arrivals) / 1e9;
            double growth = (phase.ToPerSecond - phase.FromPerSecond) / phase.Duration.TotalSeconds;
            double reached = (phase.FromPerSecond * seconds) + (growth * seconds * seconds / 2);
            Assert.Equal(share * phase.Arrivals, reached, 0.001 + (1e-5 * phase.Arrivals));
        });
    }

    [Fact]
    public void The_rate_is_that_of_the_phase()
    {
        var curve = new ArrivalCurve([Phase(0, 1000, 2), Phase(50, 50, 1)]);
        Assert.Equal(0, curve.RateAt(0));
        Assert.Equal(500, curve.RateAt(1_000_000_000));
        Assert.Equal(50, curve.RateAt(2_500_000_000));
        Assert.Equal(0, curve.RateAt(3_000_000_000));
    }

    [Fact]
    public void Poisson_arrivals_come_in_order_and_again_from_the_same_seed()
    {
        Gen.Select(SomePhase.Array[1, 5], Gen.ULong).Sample((phases, seed) =>
        {
            long[] arrivals = All(Over(phases, seed));
            AssertOrdered(arrivals, new ArrivalCurve(phases).DurationNs);
            Assert.Equal(arrivals, All(Over(phases, seed)));
            if (arrivals.Length > 3)
            {
                Assert.NotEqual(arrivals, All(Over(phases, seed + 1)));
            }
        }, iter: 100);
    }

    [Fact]
    public void Poisson_gaps_have_the_mean_and_variance_of_exponential_ones()
    {
        long[] arrivals = All(Over([Phase(1000, 1000, 200)], seed: 7));
        double[] gaps = [.. arrivals.Zip(arrivals.Skip(1), (a, b) => (b - a) / 1e6)];
        double mean = gaps.Average();
        double variance = gaps.Average(g => (g - mean) * (g - mean));
        // 200,000 gaps of mean 1 ms: standard errors are 0.0022 and 0.0063; five of each
        Assert.InRange(mean, 0.989, 1.011);
        Assert.InRange(variance, 0.968, 1.032);
        // P(gap > mean) = 1/e, with standard error 0.0011
        Assert.InRange(gaps.Count(g => g > 1) / (double)gaps.Length, 0.3625, 0.3733);
    }

    [Fact]
    public void A_poisson_ramp_keeps_to_its_curve_with_a_variance_equal_to_the_mean()
    {
        LoadPhase[] phases = [Phase(0, 200, 1)];
        double[] firstHalf = [.. Enumerable.Range(0, 4000).Select(seed => (double)All(Over(phases, (ulong)seed)).Count(a => a < 500_000_000))];
        double mean = firstHalf.Average();
        double variance = firstHalf.Average(n => (n - mean) * (n - mean));
        // A quarter of 100 arrivals lies in the first half; standard errors are 0.079 and 0.56
        Assert.InRange(mean, 24.6, 25.4);
        Assert.InRange(variance, 22.2, 27.8);
    }

    private static ArrivalSchedule Over(LoadPhase[] phases, ulong? seed = null) => ArrivalSchedule.Over(new ArrivalCurve(phases), seed);

    private static LoadPhase Phase(double from, double to, double seconds) => new(from, to, TimeSpan.FromSeconds(seconds));

    private static long[] All(ArrivalSchedule schedule)
    {
        var arrivals = new List<long>();
        for (long next = schedule.Next(); next != long.MaxValue; next = schedule.Next())
        {
            arrivals.Add(next);
        }
        return [.. arrivals];
    }

    private static void AssertOrdered(long[] arrivals, long durationNs)
    {
        for (int i = 0; i < arrivals.Length; i++)
        {
            Assert.InRange(arrivals[i], i == 0 ? 0 : arrivals[i - 1], durationNs - 1);
        }
    }
}
