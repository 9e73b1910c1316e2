using Bench.Harness.Catalog;
using Bench.Harness.Links;
using Bench.Transports.Links;
using CsCheck;

namespace Bench.Tests.Harness.Links;

/// <summary>Links as text.</summary>
public sealed class LinkProfileTests
{
    private static readonly PlugCatalog Plugs = new(typeof(LinkRelay).Assembly);

    private static readonly Gen<LinkPath> Path = Gen.Select(
        Gen.Long[0, 600_000_000], Gen.Long[0, 600_000_000], Gen.Long[-1_000_000_000, 125_000_000_000], Gen.Int[0, 100_000], Gen.Long[0, 600_000_000],
        (delay, jitter, rate, share, stall) => new LinkPath
        {
            DelayNs = delay * 100,
            JitterNs = jitter * 100,
            BytesPerSecond = rate > 0 ? rate : null,
            StallShare = share / 100_000.0,
            StallNs = share == 0 ? 0 : stall * 100,
        });

    [Theory]
    [InlineData("loopback", 0)]
    [InlineData("lan", 200_000)]
    [InlineData("metro", 2_000_000)]
    [InlineData("wan", 40_000_000)]
    [InlineData("lossy", 2_000_000)]
    public void Named_links_have_their_round_trip(string name, long roundTripNs)
    {
        var profile = LinkProfile.Parse(name, Plugs);

        Assert.Equal(roundTripNs, profile.RoundTripNs);
        Assert.Equal(profile.Up, profile.Down);
        Assert.Equal(name == "loopback", profile.IsLoopback);
        Assert.Equal(name == "lossy" ? 0.01 : 0, profile.Up.StallShare);
    }

    [Fact]
    public void The_first_link_is_the_one_that_adds_nothing() => Assert.Equal("loopback", Plugs.All<ILinkKind>()[0].Name);

    [Fact]
    public void A_key_is_for_both_directions_unless_it_says_which()
    {
        var profile = LinkProfile.Parse("delay=20ms,delay-down=5ms,jitter-up=2ms,bandwidth=100mbit,stall-up=200ms@0.5%", Plugs);

        Assert.Equal(new LinkPath { DelayNs = 20_000_000, JitterNs = 2_000_000, BytesPerSecond = 12_500_000, StallShare = 0.005, StallNs = 200_000_000 }, profile.Up);
        Assert.Equal(new LinkPath { DelayNs = 5_000_000, BytesPerSecond = 12_500_000 }, profile.Down);
        Assert.Equal("delay-up=20ms,delay-down=5ms,jitter-up=2ms,bandwidth=100mbit,stall-up=200ms@0.5%", profile.ToString());
        Assert.Equal(profile, LinkProfile.Parse("delay-down=5ms,stall-up=200ms@0.5%,delay=20ms,bandwidth=100mbit,jitter-up=2ms", Plugs));
    }

    [Fact]
    public void Profiles_round_trip() => Gen.Select(Path, Path).Sample((up, down) =>
    {
        var profile = new LinkProfile(up, down);
        Assert.Equal(profile, LinkProfile.Parse(profile.ToString(), Plugs));
    });

    [Theory]
    [InlineData("wam", "loopback, lan, metro, wan, lossy")]
    [InlineData("", "no link has that name")]
    [InlineData("latency=20ms", "'latency=20ms' has no key")]
    [InlineData("delay=20ms,,jitter=1ms", "'' has no key")]
    [InlineData("delay-left=20ms", "'delay-left=20ms' has no key")]
    [InlineData("delay=20", "'20' is no delay")]
    [InlineData("delay=2m", "'2m' is no delay")]
    [InlineData("jitter=-1ms", "'-1ms' is no jitter")]
    [InlineData("delay=1ms,delay=2ms", "'delay' is given twice")]
    [InlineData("bandwidth=fast", "'fast' is no bandwidth")]
    [InlineData("bandwidth=0mbit", "'0mbit' is no bandwidth")]
    [InlineData("stall=200ms", "'200ms' is no stall")]
    [InlineData("stall=200ms@0%", "'200ms@0%' is no stall")]
    [InlineData("stall=200ms@101%", "'200ms@101%' is no stall")]
    public void What_is_no_link_is_refused_with_the_value_and_the_forms(string text, string reason)
    {
        LinkSyntaxException e = Assert.Throws<LinkSyntaxException>(() => LinkProfile.Parse(text, Plugs));

        Assert.Contains($"'{text}' is not a link", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains("delay, jitter, bandwidth and stall", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8bit", 1)]
    [InlineData("1kbit", 125)]
    [InlineData("100mbit", 12_500_000)]
    [InlineData("1.5gbit", 187_500_000)]
    [InlineData("1b/s", 1)]
    [InlineData("10kb/s", 10_000)]
    [InlineData("2.5mb/s", 2_500_000)]
    [InlineData("1gb/s", 1_000_000_000)]
    public void Rates_are_bits_or_bytes_in_powers_of_a_thousand(string text, long bytesPerSecond)
    {
        Assert.True(RateText.TryParse(text, out long rate));
        Assert.Equal(bytesPerSecond, rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mbit")]
    [InlineData("1")]
    [InlineData("1kb")]
    [InlineData("1 mbit")]
    [InlineData("1e3mbit")]
    [InlineData("1bit")]
    [InlineData("1001gbit")]
    public void Anything_else_is_no_rate(string text) => Assert.False(RateText.TryParse(text, out _));

    [Fact]
    public void Rates_round_trip() => Gen.Long[1, 125_000_000_000].Sample(rate => RateText.TryParse(RateText.Format(rate), out long again) && again == rate);
}
