using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Calls;

/// <summary>Servers that fail a share of their requests because they were told to.</summary>
public sealed class InjectedFailuresTests
{
    [Fact]
    public void The_share_is_drawn_from_the_seed()
    {
        bool[] first = Draw(new InjectedFailures(0.1, 7), 20_000);

        Assert.Equal(first, Draw(new InjectedFailures(0.1, 7), 20_000));
        Assert.NotEqual(first, Draw(new InjectedFailures(0.1, 8), 20_000));
        // Five standard deviations of 20,000 draws.
        Assert.InRange(first.Count(strikes => strikes), 1_788, 2_212);
        Assert.DoesNotContain(false, Draw(new InjectedFailures(1, 7), 1_000));
    }

    [Fact]
    public async Task A_failed_request_reaches_no_handler_and_is_counted_as_answered()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed");
        var scope = new CallScope();
        IProbe probe = client.CreateClient<IProbe>(scope);

        host.Server.Failures = new InjectedFailures(1, 1);
        await probe.AskAsync(new ProbeRequest(1, Do: "throw"), CancellationToken.None);
        Assert.Equal(ErrorKind.Remote, scope.Outcome.Error);
        Assert.Contains("100%", scope.Outcome.Message, StringComparison.Ordinal);
        Assert.False(scope.Outcome.IsUnsent);
        Assert.Equal(1, host.Server.Handled);

        host.Server.Failures = null;
        await probe.AskAsync(new ProbeRequest(2), CancellationToken.None);
        Assert.True(scope.Outcome.IsOk);
        Assert.Equal(2, host.Server.Handled);
    }

    private static bool[] Draw(InjectedFailures failures, int count) => [.. Enumerable.Range(0, count).Select(_ => failures.Strikes())];
}
