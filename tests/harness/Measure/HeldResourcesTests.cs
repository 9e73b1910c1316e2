using System.Net;
using System.Net.Sockets;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Tests.Harness.Load;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Measure;

/// <summary>Counts of the whole process, so alone in it.</summary>
[Collection(nameof(Exclusive))]
public class HeldResourcesTests
{
    [Fact]
    public async Task What_is_held_is_told_apart_and_gone_once_given_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        using var folder = new TemporaryFolder();
        using var end = new ManualResetEventSlim();
        var thread = new Thread(end.Wait) { IsBackground = true, Name = "kept" };
        HeldResources before = Settled();

        var sockets = Enumerable.Range(0, 3).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        sockets[0].Bind(new IPEndPoint(IPAddress.Loopback, 0));
        FileStream file = File.Create(folder.File("held"));
        thread.Start();

        Assert.Equal(new HeldResources(1, 3, 1), HeldResources.Take()!.Beyond(before));
        Assert.Equal(new LeftoverInfo(1, 3, 1), await Leftovers.SinceAsync(before, Clock.System));
        Assert.True(before.Beyond(HeldResources.Take()!).IsNothing);

        sockets.ForEach(s => s.Dispose());
        await file.DisposeAsync();
        end.Set();
        Assert.Equal(new LeftoverInfo(0, 0, 0), await Leftovers.SinceAsync(before, Clock.System));
    }

    [Fact]
    public async Task What_is_on_its_way_out_is_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has /proc");
        HeldResources before = Settled();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _ = Task.Run(async () =>
        {
            await Task.Delay(100);
            socket.Dispose();
        });
        Assert.Equal(0, (await Leftovers.SinceAsync(before, Clock.System))!.Sockets);
    }

    [Fact]
    public async Task What_is_unknown_stays_unknown() => Assert.Null(await Leftovers.SinceAsync(null, Clock.System));

    /// <summary>What earlier tests left is given back by now, or not at all.</summary>
    private static HeldResources Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        HeldResources now = HeldResources.Take()!;
        for (int same = 0, looks = 0; same < 10 && looks < 200; same++, looks++)
        {
            Thread.Sleep(20);
            HeldResources next = HeldResources.Take()!;
            same = next == now ? same : 0;
            now = next;
        }
        return now;
    }
}
