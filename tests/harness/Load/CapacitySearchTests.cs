using Bench.Harness.Load;
using CsCheck;

namespace Bench.Tests.Harness.Load;

/// <summary>The search for a knee, over servers that are made up.</summary>
public sealed class CapacitySearchTests
{
    private const double ObjectiveSeconds = 0.005;

    private static readonly Gen<double> Knees = Gen.Double[Math.Log(12), Math.Log(4_000_000)].Select(Math.Exp);

    [Fact]
    public void A_knee_lies_between_the_rate_confirmed_and_the_next_one_not_met() => Knees.Sample(knee =>
    {
        Course course = Run(probe => probe.RatePerSecond <= knee);

        Assert.Equal(SearchOutcome.Confirmed, course.Search.Outcome);
        Assert.InRange(knee, course.Search.ConfirmedPerSecond!.Value, course.Search.NotMetPerSecond!.Value);
        // Far from the first rate the doublings and halvings take windows that bisections would have had.
        Assert.InRange(course.Search.NotMetPerSecond.Value / course.Search.ConfirmedPerSecond.Value, 1.03, knee is > 130 and < 200_000 ? 1.06 : 2);
    });

    [Fact]
    public void The_steps_are_those_of_the_manual()
    {
        Course course = Run(probe => probe.RatePerSecond <= 5_500);

        Assert.Equal(
            "Bracket 1000 +, Bracket 2000 +, Bracket 4000 +, Bracket 8000 -, Bracket 8000 -, Bracket 8000 -, Bisect 5660 -, Bisect 5660 -, Bisect 4760 +, Bisect 5190 +, "
            + "Bisect 5420 +, Confirm 5420 +, Exceed 5660 -",
            course.Text);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2], course.Told.Select(t => t.Probe.Windows));
    }

    [Fact]
    public void What_meets_at_no_rate_is_halved_down_to_the_lowest()
    {
        Course course = Run(_ => false);

        Assert.Equal(SearchOutcome.NeverMet, course.Search.Outcome);
        Assert.Null(course.Search.ConfirmedPerSecond);
        Assert.Equal([1_000, 1_000, 1_000, 500, 500, 250, 250, 125, 125, 62.5, 62.5, 31.2, 31.2, 15.6, 15.6, 10, 10], course.Told.Select(t => t.Probe.RatePerSecond));
        Assert.Equal(CapacitySearch.LowestPerSecond, course.Search.NotMetPerSecond);
    }

    [Fact]
    public void What_meets_at_every_rate_is_confirmed_at_the_highest()
    {
        Course course = Run(_ => true);

        Assert.Equal((SearchOutcome.AboveHighest, CapacitySearch.HighestPerSecond, null), (course.Search.Outcome, course.Search.ConfirmedPerSecond, course.Search.NotMetPerSecond));
        Assert.Equal(16, course.Told.Count);
    }

    [Fact]
    public void One_window_that_was_disturbed_changes_nothing()
    {
        int quiet = Run(probe => probe.RatePerSecond <= 30_000).Told.Count;
        double undisturbed = Run(probe => probe.RatePerSecond <= 30_000).Search.ConfirmedPerSecond!.Value;

        Assert.All(Enumerable.Range(0, quiet), disturbed =>
        {
            int window = 0;
            Assert.Equal(undisturbed, Run(probe => window++ != disturbed && probe.RatePerSecond <= 30_000).Search.ConfirmedPerSecond);
        });
    }

    [Fact]
    public void A_rate_refused_by_a_disturbance_of_two_windows_is_tried_again_at_the_end()
    {
        // The first bisection, at 22,600 of 16,000 to 32,000, meets a machine that is busy.
        int refusals = 0;

        Course course = Run(probe => probe.RatePerSecond <= 25_000 && !(probe.Stage == SearchStage.Bisect && probe.RatePerSecond == 22_600 && refusals++ < 2));

        Assert.Equal(SearchOutcome.Confirmed, course.Search.Outcome);
        Assert.Contains("Exceed 22600 +", course.Text, StringComparison.Ordinal);
        Assert.InRange(course.Search.ConfirmedPerSecond!.Value, 23_500, 25_000);
    }

    [Fact]
    public void A_machine_that_comes_to_rest_is_searched_on_in_small_steps()
    {
        int windows = 0;

        Course course = Run(probe => probe.RatePerSecond <= (windows++ < 10 ? 50_000 : 70_000));

        Assert.Contains("Bracket 64000 -, Bracket 64000 -, Bracket 64000 -, Bisect 45300 +", course.Text, StringComparison.Ordinal);
        Assert.Contains("Exceed 64000 +, Bracket 90500 -", course.Text, StringComparison.Ordinal);
        Assert.InRange(course.Search.ConfirmedPerSecond!.Value, 64_000, 70_000);
    }

    [Fact]
    public void A_rate_that_does_not_hold_is_lowered_until_one_does()
    {
        Course course = Run(probe => probe.RatePerSecond <= (probe.Windows > 1 ? 6_500 : 8_500));

        Assert.Equal(SearchOutcome.Confirmed, course.Search.Outcome);
        Assert.InRange(course.Search.ConfirmedPerSecond!.Value, 5_800, 6_500);
        Assert.InRange(course.Search.NotMetPerSecond!.Value, 6_500, 7_700);
    }

    [Fact]
    public void What_holds_in_no_longer_window_is_not_confirmed()
    {
        Course course = Run(probe => probe.Windows == 1 && probe.RatePerSecond <= 30_000);

        Assert.Equal((SearchOutcome.NotConfirmed, null), (course.Search.Outcome, course.Search.ConfirmedPerSecond));
        Assert.Equal(CapacitySearch.MaxConfirmations, course.Told.Count(t => t.Probe.Windows > 1));
        Assert.NotNull(course.Search.NotMetPerSecond);
    }

    [Fact]
    public void Whatever_it_is_told_it_ends_and_says_only_what_it_was_told() =>
        Gen.Select(Gen.Bool.Array[CapacitySearch.MaxProbes], Gen.Bool, Knees).Sample((answers, near, found) =>
        {
            int i = 0;
            Course course = Run(_ => answers[i++], near ? CapacitySearch.Near(found, 2) : new CapacitySearch());

            Assert.InRange(course.Told.Count, 2, CapacitySearch.MaxProbes);
            Assert.InRange(course.Told.Count(t => t.Probe.Windows > 1), 0, CapacitySearch.MaxConfirmations);
            Assert.All(course.Told, t => Assert.InRange(t.Probe.RatePerSecond, CapacitySearch.LowestPerSecond, CapacitySearch.HighestPerSecond));
            double confirmed = course.Told.Where(t => t.Met && t.Probe.Windows > 1).Select(t => t.Probe.RatePerSecond).DefaultIfEmpty().Max();
            Assert.Equal(confirmed, course.Search.ConfirmedPerSecond ?? 0);
            if (course.Search.NotMetPerSecond is double notMet)
            {
                Assert.True(notMet > confirmed);
                Assert.Contains(course.Told, t => !t.Met && t.Probe.RatePerSecond == notMet);
            }
            Assert.Throws<InvalidOperationException>(() => course.Search.Tell(true));
        });

    [Fact]
    public void Two_searches_over_a_noisy_machine_agree_within_fifteen_percent()
    {
        // M/M/1: the response time is exponential with the mean 1/(µ - λ). Launches differ in speed by 3 %, and one window in eight is spoilt.
        var random = new Random(7);
        double[] found = [.. Enumerable.Range(0, 400).Select(_ => Run(Noisy(random, 80_000)).Search.ConfirmedPerSecond ?? 0)];
        double[] apart = [.. found.Chunk(2).Select(pair => pair.Max() / pair.Min())];

        Assert.InRange(apart.Count(ratio => ratio <= 1.15), 190, 200);
        Assert.InRange(found.Order().ElementAt(200), 72_000, 82_000);
    }

    [Fact]
    public void A_search_near_an_earlier_result_takes_fewer_windows_and_other_rates()
    {
        Course first = Run(probe => probe.RatePerSecond <= 5_500);
        Course[] later = [.. Enumerable.Range(2, 5).Select(round => Run(probe => probe.RatePerSecond <= 5_500, CapacitySearch.Near(first.Search.ConfirmedPerSecond!.Value, round)))];

        Assert.All(later, course =>
        {
            Assert.True(course.Told.Count < first.Told.Count);
            Assert.InRange(5_500, course.Search.ConfirmedPerSecond!.Value, course.Search.NotMetPerSecond!.Value);
        });
        Assert.Distinct(later.Append(first).Select(c => c.Search.ConfirmedPerSecond));
    }

    [Fact]
    public void A_search_near_a_rate_that_no_longer_holds_goes_down() => Knees.Where(k => k < 500_000).Sample(knee =>
        Assert.InRange(Run(probe => probe.RatePerSecond <= knee, CapacitySearch.Near(Math.Min(knee * 8, 5_000_000), 3)).Search.ConfirmedPerSecond!.Value, knee / 2, knee));

    private static Func<CapacityProbe, bool> Noisy(Random random, double servedPerSecond) => probe =>
    {
        double speed = servedPerSecond * Math.Exp(0.03 * Normal(random));
        double p99 = probe.RatePerSecond < speed ? Math.Log(100) / (speed - probe.RatePerSecond) : double.PositiveInfinity;
        return p99 < ObjectiveSeconds && random.Next(8) > 0;
    };

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static Course Run(Func<CapacityProbe, bool> met, CapacitySearch? search = null)
    {
        search ??= new CapacitySearch();
        var told = new List<(CapacityProbe, bool)>();
        while (search.Next is { } probe)
        {
            Assert.Equal(SearchOutcome.Abandoned, search.Outcome);
            bool isMet = met(probe);
            told.Add((probe, isMet));
            search.Tell(isMet);
        }
        return new Course(search, told);
    }

    private sealed record Course(CapacitySearch Search, IReadOnlyList<(CapacityProbe Probe, bool Met)> Told)
    {
        public string Text => string.Join(", ", Told.Select(t => $"{t.Probe.Stage} {t.Probe.RatePerSecond} {(t.Met ? '+' : '-')}"));
    }
}
