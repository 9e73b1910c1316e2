using Bench.Harness.Calls;
using Bench.Harness.Stages;
using Bench.Micro.Stages;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Stages;

public sealed class StageLedgerTests
{
    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    [InlineData("per-call")]
    public async Task Every_stage_of_sampled_calls_is_timed_and_about_one_in_64_is_sampled(string strategy)
    {
        const int Calls = 64 * 100;
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client(strategy, new ClientOptions { SampleStages = true });
        IProbe probe = client.CreateClient<IProbe>();
        for (int i = 0; i < Calls; i++)
        {
            Assert.Equal(i, (await probe.AskAsync(new ProbeRequest(i, "text"), CancellationToken.None)).Number);
        }

        IReadOnlyList<StageMean> stages = client.Stages!.Take();

        Assert.Equal(Enum.GetValues<CallStage>(), stages.Select(s => s.Stage));
        Assert.All(stages, s => Assert.True(s.TimeNs >= 0 && s.Samples == stages[0].Samples, $"{s}"));
        Assert.InRange(stages[0].Samples, 50, 200);
        Assert.True(stages.Single(s => s.Stage == CallStage.Decode).AllocatedBytes > 0);
        Assert.Null(stages.Single(s => s.Stage == CallStage.NetworkAndServerWait).AllocatedBytes);
    }

    [Fact]
    public async Task Callers_whose_calls_go_out_together_sample_different_calls_and_use_their_stamps_again()
    {
        const int Calls = 64 * 16 * 64;
        await using SingleThreadCalls sampled = await SingleThreadCalls.StartAsync(16, new ClientOptions { SampleStages = true });
        await using SingleThreadCalls plain = await SingleThreadCalls.StartAsync(16, new ClientOptions());

        // Unoptimized, every call makes an object.
        long more = Allocated(sampled, Calls) - Allocated(plain, Calls);

        // Of those in one batch, the first counts: one in nine does not.
        Assert.InRange(sampled.Client.Stages!.Take()[0].Samples, 2 * Calls / 64 * 0.7, 2 * Calls / 64 * 1.1);
        Assert.InRange(more, long.MinValue, Calls / 64 * 24);
    }

    [Fact]
    public async Task A_window_forgets_what_began_before_it()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed", new ClientOptions { SampleStages = true });
        IProbe probe = client.CreateClient<IProbe>();
        for (int i = 0; i < 1_000; i++)
        {
            await probe.AskAsync(new ProbeRequest(i), CancellationToken.None);
        }
        Assert.NotEmpty(client.Stages!.Take());

        client.Stages.StartWindow(long.MaxValue);

        Assert.Empty(client.Stages.Take());
    }

    [Fact]
    public async Task Without_being_asked_nothing_is_sampled()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed");
        Assert.Null(client.Stages);
    }

    /// <summary>Bytes that calls allocate once as many were made before.</summary>
    private static long Allocated(SingleThreadCalls calls, int count)
    {
        calls.Run(inFlight: 16, count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        calls.Run(inFlight: 16, count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
