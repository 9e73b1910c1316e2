using Bench.Harness.Links;
using Bench.Transports.Links;
using CsCheck;

namespace Bench.Tests.Transports.Links;

/// <summary>When bytes are due, as arithmetic.</summary>
public sealed class LaneTimingTests
{
    private static readonly LinkPath Rough = new() { DelayNs = 1_000_000, JitterNs = 5_000_000, StallShare = 0.1, StallNs = 200_000_000 };

    [Fact]
    public void Bytes_are_due_their_delay_after_their_arrival_and_never_before()
    {
        LaneTiming timing = Timing(new LinkPath { DelayNs = 500 });
        Assert.Equal(1_500, timing.Next(1_000, 10, 0));
        Assert.Equal(1_501, timing.Next(1_001, 10, 0));
        Assert.Equal(1_600, timing.Next(1_100, 0, 0));
    }

    [Fact]
    public void What_arrives_before_its_time_counts_from_then()
    {
        LaneTiming timing = Timing(new LinkPath { DelayNs = 500 }, notBeforeNs: 2_000);
        Assert.Equal(2_500, timing.Next(1_000, 10, 0));
        Assert.Equal(2_500, timing.Next(1_900, 10, 0));
        Assert.Equal(3_500, timing.Next(3_000, 10, 0));
    }

    [Fact]
    public void Jitter_and_stalls_keep_the_order_add_no_more_than_they_may_and_follow_the_seed() => Gen.Select(Gen.ULong, Gen.Select(Gen.Int[0, 3_000_000], Gen.Int[1, 20_000]).Array[1, 60]).Sample((seed, steps) =>
    {
        LaneTiming one = Timing(Rough, seed: seed);
        LaneTiming again = Timing(Rough, seed: seed);
        long nowNs = 0;
        long lastNs = 0;
        foreach ((int gapNs, int bytes) in steps)
        {
            nowNs += gapNs;
            long dueNs = one.Next(nowNs, bytes, 0);
            Assert.Equal(dueNs, again.Next(nowNs, bytes, 0));
            Assert.True(dueNs >= lastNs);
            Assert.True(dueNs >= nowNs + Rough.DelayNs);
            Assert.True(dueNs <= Math.Max(lastNs, nowNs + Rough.DelayNs + Rough.JitterNs + Rough.StallNs));
            lastNs = dueNs;
        }
    });

    [Fact]
    public void Another_seed_gives_another_jitter()
    {
        LaneTiming one = Timing(Rough, seed: 1);
        LaneTiming other = Timing(Rough, seed: 2);
        Assert.Contains(Enumerable.Range(0, 20), i => one.Next(i * 1_000_000_000L, 1, 0) != other.Next(i * 1_000_000_000L, 1, 0));
    }

    [Fact]
    public void A_stall_holds_up_the_packet_that_the_draws_name_and_what_is_behind_it()
    {
        var path = new LinkPath { StallShare = 0.05, StallNs = 1_000_000 };
        LaneTiming timing = Timing(path);
        LinkDraws draws = Draws(1);
        for (int packet = 0; packet < 500; packet++)
        {
            long nowNs = packet * 10_000_000L;
            Assert.Equal(nowNs + (draws.IsLost(packet, 0.05) ? 1_000_000 : 0), timing.Next(nowNs, LinkPath.PacketBytes, 0));
        }
        int lost = Enumerable.Range(500, 100).First(p => draws.IsLost(p, 0.05));
        long startNs = 10_000_000_000;
        Assert.Equal(startNs + 1_000_000, timing.Next(startNs, LinkPath.PacketBytes * (lost - 499), 0));
        Assert.Equal(startNs + 1_000_000, timing.Next(startNs + 5, 0, 0));
    }

    [Fact]
    public void Bandwidth_is_shared_and_never_exceeded() => Gen.Select(Gen.Int[1, 1_000_000_000], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1_000_000], Gen.Int[1, 100_000]).Array[1, 60]).Sample((rate, steps) =>
    {
        var bandwidth = new SharedBandwidth(rate);
        LaneTiming[] lanes = [.. Enumerable.Range(0, 3).Select(i => new LaneTiming(new LinkPath { BytesPerSecond = rate }, bandwidth, Draws(1), long.MinValue))];
        long nowNs = 0;
        long bytes = 0;
        foreach ((int lane, int gapNs, int size) in steps)
        {
            nowNs += gapNs;
            bytes += size;
            Assert.True(lanes[lane].Next(nowNs, size, 0) >= steps[0].Item2 + (bytes * 1e9 / rate) - 64);
        }
    });

    [Fact]
    public void An_idle_link_saves_nothing_up()
    {
        var bandwidth = new SharedBandwidth(1_000);
        Assert.Equal(1_000_000_000, bandwidth.Transmit(0, 1_000));
        Assert.Equal(11_000_000_000, bandwidth.Transmit(10_000_000_000, 1_000));
        Assert.Equal(12_000_000_000, bandwidth.Transmit(10_000_000_000, 1_000));
    }

    [Fact]
    public void Pieces_keep_their_gap()
    {
        LaneTiming timing = Timing(new LinkPath { DelayNs = 10 });
        Assert.Equal([110, 210, 310, 1_010], [timing.Next(100, 1, 100), timing.Next(100, 1, 100), timing.Next(100, 1, 100), timing.Next(1_000, 1, 100)]);
    }

    private static LaneTiming Timing(LinkPath path, long notBeforeNs = long.MinValue, ulong seed = 1) => new(path, new SharedBandwidth(path.BytesPerSecond), Draws(seed), notBeforeNs);

    private static LinkDraws Draws(ulong seed) => new(seed, 1, LinkDirection.Up);
}
