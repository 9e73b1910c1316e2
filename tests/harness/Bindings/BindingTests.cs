using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Bindings;

/// <summary>Every binding of the catalog: calls, failures and cancellation are the same over each.</summary>
public sealed class BindingTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(EchoScenario).Assembly);

    public static TheoryData<string> Names => [.. Plugs.All<IBinding>().Select(b => b.Name)];

    [Fact]
    public void Emitted_is_the_default_and_the_others_follow() =>
        Assert.Equal(["emitted", "generated", "reflection"], Plugs.All<IBinding>().Select(b => b.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_scenario_of_ours_is_served(string name) =>
        Assert.All(Plugs.All<IScenario>(), scenario => Assert.Null(BenchServer.WhyNot(scenario, Find(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_call_reaches_its_own_method_with_its_own_message(string name)
    {
        await using ProbeHost host = await StartAsync(name);
        await using RpcClient client = host.Client("multiplexed", binding: Find(name));
        IProbe probe = client.CreateClient<IProbe>();

        Assert.Equal(new ProbeReply(7, "seven"), await probe.AskAsync(new ProbeRequest(7, "seven"), CancellationToken.None));
        Assert.Equal(new ProbeReply(-8, "eight"), await probe.OtherAsync(new ProbeRequest(8, "eight"), CancellationToken.None));
        Assert.Equal(new ProbeReply(9, "nine"), await probe.AskAsync(new ProbeRequest(9, "nine", "yield"), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Calls_at_the_same_time_get_their_own_answers(string name)
    {
        await using ProbeHost host = await StartAsync(name);
        await using RpcClient client = host.Client("multiplexed", binding: Find(name));
        IProbe probe = client.CreateClient<IProbe>();

        await Task.WhenAll(Enumerable.Range(1, 500).Select(async i =>
        {
            ProbeReply reply = i % 2 == 0
                ? await probe.AskAsync(new ProbeRequest(i, $"{i}", i % 4 == 0 ? "yield" : "answer"), CancellationToken.None)
                : await probe.OtherAsync(new ProbeRequest(-i, $"{i}"), CancellationToken.None);
            Assert.Equal(new ProbeReply(i, $"{i}"), reply);
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Failures_of_a_handler_reach_the_caller_as_they_are(string name)
    {
        await using ProbeHost host = await StartAsync(name);
        await using RpcClient client = host.Client("multiplexed", binding: Find(name));
        IProbe probe = client.CreateClient<IProbe>();

        foreach (string way in (string[])["throw", "throw-later", "fault"])
        {
            RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await probe.AskAsync(new ProbeRequest(7, Do: way), CancellationToken.None));
            Assert.Equal(CallOutcome.Failed(ErrorKind.Remote, "AskAsync failed on the server: no 7"), failure.Outcome);
        }
        Assert.Equal(new ProbeReply(1), await probe.AskAsync(new ProbeRequest(1), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_service_throws_is_not_wrapped(string name)
    {
        Func<ProbeRequest, CancellationToken, ValueTask<ProbeReply>> handler =
            Find(name).CreateHandler<ProbeRequest, ProbeReply>(ProbeHost.Contract, ProbeHost.Contract.Method(nameof(IProbe.AskAsync)), new ProbeService());

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await handler(new ProbeRequest(7, Do: "throw"), CancellationToken.None));
        Assert.Equal("no 7", thrown.Message);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_scope_has_the_outcome_of_its_own_client(string name)
    {
        await using ProbeHost host = await StartAsync(name);
        await using RpcClient client = host.Client("multiplexed", binding: Find(name));
        var good = new CallScope();
        var bad = new CallScope();
        IProbe goodProbe = client.CreateClient<IProbe>(good);
        IProbe badProbe = client.CreateClient<IProbe>(bad);

        await Task.WhenAll(
            goodProbe.AskAsync(new ProbeRequest(1, Do: "yield"), CancellationToken.None).AsTask(),
            badProbe.AskAsync(new ProbeRequest(2, Do: "throw-later"), CancellationToken.None).AsTask());

        Assert.Equal(CallOutcome.Ok, good.Outcome);
        Assert.Equal(CallOutcome.Failed(ErrorKind.Remote, "AskAsync failed on the server: no 2"), bad.Outcome);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cancelled_call_cancels_its_handler(string name)
    {
        await using ProbeHost host = await StartAsync(name);
        await using RpcClient client = host.Client("multiplexed", binding: Find(name));
        IProbe probe = client.CreateClient<IProbe>();
        using var stop = new CancellationTokenSource();

        ValueTask<ProbeReply> held = probe.AskAsync(new ProbeRequest(1, Do: "hang"), stop.Token);
        // Answered on the same connection, so the handler of the first call is under way.
        await probe.AskAsync(new ProbeRequest(2), CancellationToken.None);
        await stop.CancelAsync();

        RpcException failure = await Assert.ThrowsAsync<RpcException>(async () => await held);
        Assert.Equal(CallOutcome.Cancelled, failure.Outcome);
        for (int i = 0; i < 600 && host.Service.Cancelled == 0; i++)
        {
            await Task.Delay(50);
        }
        Assert.Equal(1, host.Service.Cancelled);
    }

    private static IBinding Find(string name) => Plugs.Find<IBinding>("binding", name);

    private static Task<ProbeHost> StartAsync(string binding) => ProbeHost.StartAsync("memory", options => options with { Binding = Find(binding) });
}
