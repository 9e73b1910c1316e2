using Bench.Harness.Run;

namespace Bench.Tests.Harness.Run;

public sealed class PinnedCoresTests
{
    [Theory]
    [InlineData("0 1", "servers 0, load worker 1")]
    [InlineData("0 1 2", "servers 0, load worker 1-2")]
    [InlineData("0 1 2 3 4 5 6 7", "servers 0-3, load worker 4-7")]
    [InlineData("2 4 6 8", "servers 2+4, load worker 6+8")]
    public void The_first_half_is_the_servers_and_the_rest_the_worker_s(string cores, string expected) =>
        Assert.Equal(expected, PinnedCores.Of([.. cores.Split(' ').Select(int.Parse)]).ToString());

    [Fact]
    public void A_single_core_can_t_be_shared_out()
    {
        var refused = Assert.Throws<PlanException>(() => PinnedCores.Of([3]));

        Assert.StartsWith("pin is true, and this process may use 1 core:", refused.Message, StringComparison.Ordinal);
    }
}
