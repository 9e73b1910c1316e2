using Bench.Harness.Load;

namespace Bench.Tests.Harness.Load;

public sealed class SteadyStateTests
{
    [Theory]
    [InlineData("10 10 10", false)]
    [InlineData("10 10 10 10", true)]
    [InlineData("10 10 9.4 9.4", false)]
    [InlineData("10 10 9.6 9.6", true)]
    [InlineData("40 20 10 5", false)]
    [InlineData("40 20 10 5 5 5", false)]
    [InlineData("40 20 10 5 5 5 5", true)]
    [InlineData("10 12 14 16", true)]
    public void It_is_reached_when_the_last_two_blocks_are_hardly_faster_than_the_two_before(string blocks, bool reached)
    {
        var state = new SteadyState();
        foreach (string block in blocks.Split(' '))
        {
            state.Add(double.Parse(block, System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Equal(reached, state.IsReached);
    }
}
