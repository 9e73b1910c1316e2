using Bench.Harness.Run;

namespace Bench.Tests.Harness.Run;

public sealed class RoundOrderTests
{
    [Fact]
    public void Over_six_rounds_every_arm_is_at_every_place_and_after_every_other_equally_often()
    {
        string[][] orders = [.. Enumerable.Range(1, 6).Select(round => RoundOrder.Balanced(["a", "b", "c"], round, 0).ToArray())];

        Assert.Equal(6, orders.Select(o => string.Concat(o)).Distinct().Count());
        Assert.All(Enumerable.Range(0, 3), place => Assert.All(new[] { "a", "b", "c" }, arm => Assert.Equal(2, orders.Count(o => o[place] == arm))));
        Assert.All(from first in "abc" from next in "abc" where first != next select $"{first}{next}", pair =>
            Assert.Equal(2, orders.Count(o => string.Concat(o).Contains(pair, StringComparison.Ordinal))));
    }

    [Fact]
    public void Two_arms_take_turns() =>
        Assert.Equal(3, Enumerable.Range(1, 6).Count(round => RoundOrder.Balanced(["a", "b"], round, 0)[0] == "a"));

    [Fact]
    public void A_round_holds_everything_once_in_an_order_of_its_seed()
    {
        int[] all = [.. Enumerable.Range(0, 20)];

        Assert.Equal(all, RoundOrder.Of(all, 7, 1).Order());
        Assert.Equal(RoundOrder.Of(all, 7, 1), RoundOrder.Of(all, 7, 1));
        Assert.NotEqual(RoundOrder.Of(all, 7, 1), RoundOrder.Of(all, 7, 2));
    }
}
