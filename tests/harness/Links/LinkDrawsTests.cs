using Bench.Harness.Links;

namespace Bench.Tests.Harness.Links;

/// <summary>What chance decides on a link.</summary>
public sealed class LinkDrawsTests
{
    private const int Packets = 20_000;

    [Fact]
    public void The_same_seed_decides_the_same_and_another_does_not()
    {
        Assert.Equal(Decisions(new LinkDraws(7, 3, LinkDirection.Up)), Decisions(new LinkDraws(7, 3, LinkDirection.Up)));
        Assert.NotEqual(Decisions(new LinkDraws(7, 3, LinkDirection.Up)), Decisions(new LinkDraws(8, 3, LinkDirection.Up)));
        Assert.NotEqual(Decisions(new LinkDraws(7, 3, LinkDirection.Up)), Decisions(new LinkDraws(7, 4, LinkDirection.Up)));
        Assert.NotEqual(Decisions(new LinkDraws(7, 3, LinkDirection.Up)), Decisions(new LinkDraws(7, 3, LinkDirection.Down)));
    }

    [Fact]
    public void Jitter_is_even_up_to_its_most_and_packets_are_lost_at_their_share()
    {
        var draws = new LinkDraws(1, 1, LinkDirection.Down);

        long[] jitter = [.. Enumerable.Range(0, Packets).Select(i => draws.JitterNs(i, 1_000_000))];
        int lost = Enumerable.Range(0, Packets).Count(i => draws.IsLost(i, 0.01));

        Assert.InRange(jitter.Min(), 0, 1_000);
        Assert.InRange(jitter.Max(), 999_000, 1_000_000);
        Assert.InRange(jitter.Average(), 490_000, 510_000);
        Assert.InRange(lost, 150, 250);
        Assert.Equal(0, draws.JitterNs(5, 0));
        Assert.DoesNotContain(Enumerable.Range(0, Packets), i => draws.IsLost(i, 0));
        Assert.All(Enumerable.Range(0, Packets), i => Assert.True(draws.IsLost(i, 1)));
    }

    [Fact]
    public void Whether_a_packet_is_lost_says_nothing_about_its_jitter()
    {
        var draws = new LinkDraws(1, 1, LinkDirection.Up);
        double ofLost = Enumerable.Range(0, Packets).Where(i => draws.IsLost(i, 0.1)).Average(i => draws.JitterNs(i, 1_000_000));
        Assert.InRange(ofLost, 460_000, 540_000);
    }

    private static (long, bool, double)[] Decisions(LinkDraws draws) => [.. Enumerable.Range(0, 100).Select(i => (draws.JitterNs(i, 1_000_000), draws.IsLost(i, 0.2), draws.Lot(i)))];
}
