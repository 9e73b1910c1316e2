using System.Text.Json;
using Bench.Harness.Measure;
using Bench.Harness.Time;
using Bench.Tests.Harness.Load;

namespace Bench.Tests.Harness.Measure;

[Collection(nameof(Exclusive))]
public class SnapshotTests
{
    [Fact]
    public void A_process_snapshot_difference_covers_what_was_done_between()
    {
        ProcessSnapshot before = ProcessSnapshot.Take(Clock.System);
        int collections = GC.CollectionCount(0);
        object kept = new byte[1_000_000];
        GC.Collect(2);
        GC.Collect(0);
        long until = Clock.System.NowNs + 20_000_000;
        while (Clock.System.NowNs < until)
        {
        }
        ProcessSnapshot used = ProcessSnapshot.Take(Clock.System).Minus(before);
        collections = GC.CollectionCount(0) - collections;
        GC.KeepAlive(kept);
        Assert.True(used.AllocatedBytes >= 1_000_000);
        Assert.True(used.AtNs >= 20_000_000);
        Assert.True(used.CpuNs > 0);
        Assert.True(used.Gen2 >= 1);
        // Each collection counts in one generation only
        Assert.Equal(collections, used.Gen0 + used.Gen1 + used.Gen2);
        Assert.True(used.GcPauseNs > 0);
    }

    [Fact]
    public void A_process_snapshot_travels_as_JSON()
    {
        ProcessSnapshot snapshot = ProcessSnapshot.Take(Clock.System);
        Assert.Equal(snapshot, JsonSerializer.Deserialize<ProcessSnapshot>(JsonSerializer.Serialize(snapshot)));
    }

    [Fact]
    public void A_machine_snapshot_reads_the_kernels_files()
    {
        var snapshot = MachineSnapshot.Parse(
            "cpu  100 1 50 1000 20 3 4 22 7 8\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n",
            "sockets: used 10\nTCP: inuse 4 orphan 0 tw 123 alloc 9 mem 1\nUDP: inuse 2 mem 0\n");
        Assert.Equal(new MachineSnapshot { CpuTicks = 1200, StolenTicks = 22, IdleTicks = 1020, TimeWait = 123 }, snapshot);
        MachineSnapshot later = snapshot with { CpuTicks = 1300, StolenTicks = 27 };
        Assert.Equal(0.05, later.StealSince(snapshot));
        Assert.Null(snapshot.StealSince(snapshot));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("cpu 1 2 3\n", "TCP: inuse 4 tw\n")]
    [InlineData("cpu x\n", "TCP: tw many\n")]
    public void A_machine_snapshot_leaves_out_what_it_cannot_read(string? stat, string? sockstat)
    {
        var snapshot = MachineSnapshot.Parse(stat, sockstat);
        Assert.Equal(new MachineSnapshot(), snapshot);
        Assert.Null(snapshot.StealSince(snapshot));
    }

    [Fact]
    public void On_Linux_the_machine_tells()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        MachineSnapshot snapshot = MachineSnapshot.Take();
        Assert.True(snapshot.CpuTicks > 0);
        Assert.NotNull(snapshot.StolenTicks);
    }
}
