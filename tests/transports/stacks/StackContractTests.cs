using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Transports.Stacks;

/// <summary>What every stack over every carrier has to do; both come from the catalog.</summary>
public sealed class StackContractTests
{
    private const int Calls = 8;

    public static TheoryData<string, string> Transports => StackHost.Transports();

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Every_scenario_in_every_codec_gets_right_answers(string stack, string carrier)
    {
        IStack found = StackHost.Plugs.Find<IStack>("stack", stack);
        ICarrier carried = StackHost.Plugs.Find<ICarrier>("carrier", carrier);
        using var folder = new TemporaryFolder();
        int tried = 0;
        foreach (ICodec codec in StackHost.Plugs.All<ICodec>())
        {
            foreach (IScenario scenario in StackHost.Plugs.All<IScenario>().Where(s => IsCarried(found, s, codec)))
            {
                var served = new ServedScenario(scenario, codec, new EmittedBinding());
                await using IServedEndpoint server = await found.ServeAsync(served, carried, carried.LocalEndpoint(folder.Path), CancellationToken.None);
                await using var client = new RpcClient(new RpcTarget(server.Endpoint, carried, found, codec, new EmittedBinding(), served.Contract));
                IReadOnlyList<IOperation> operations = scenario.CreateOperations(7);
                foreach (IOperation operation in operations)
                {
                    CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async i =>
                    {
                        var scope = new CallScope();
                        return await operation.CallAsync(client.CreateClient(scope), scope, i, CancellationToken.None);
                    }));
                    Assert.All(outcomes, o => Assert.True(o.IsOk, $"{scenario.Name} {codec.Name} {operation.Method}: {o.Error} {o.Message}"));
                }
                Assert.Equal(operations.Count * Calls, served.Handled);
                Assert.Equal(operations.Count * Calls, client.Statistics.Sent);
                tried++;
            }
        }
        Assert.True(tried >= 2);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_handler_that_throws_fails_only_its_own_call(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();

        CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => client.EchoAsync(i, (i % 3) switch { 0 => "throw", 1 => "throw-later", _ => "answer" })));

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 3 == 2 ? OutcomeKind.Ok : OutcomeKind.Error, o.Item.Kind));
        Assert.All(outcomes.Where(o => !o.IsOk), o => Assert.Equal(ErrorKind.Remote, o.Error));
        Assert.Equal("EchoAsync failed on the server: no 0", outcomes[0].Message);
        Assert.Equal("EchoAsync failed on the server: no 1", outcomes[1].Message);
        Assert.Equal(30, host.Served.Handled);
        Assert.Equal(20, host.Served.Failed);
        Assert.Equal(30, client.Statistics.Sent);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Failures_that_a_plan_asks_for_are_answers_of_the_server(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();
        host.Served.Failures = new InjectedFailures(1, seed: 1);

        CallOutcome failed = await client.EchoAsync(1);
        host.Served.Failures = null;

        Assert.Equal(ErrorKind.Remote, failed.Error);
        Assert.Contains("a failure asked for by the plan", failed.Message, StringComparison.Ordinal);
        Assert.True((await client.EchoAsync(2)).IsOk);
        Assert.Equal(1, host.Served.Failed);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task The_deadline_ends_the_call_here_and_on_the_server(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client(new ClientOptions { Deadline = TimeSpan.FromMilliseconds(1_500) });

        CallOutcome outcome = await client.EchoAsync(1, "hang");

        Assert.Equal(OutcomeKind.Timeout, outcome.Kind);
        await Eventually.HoldsAsync(() => host.Service.Cancelled == 1, "the handler is told");
        Assert.True((await client.EchoAsync(2)).IsOk);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cancelling_ends_the_call_here_and_on_the_server(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();
        using var cancellation = new CancellationTokenSource();

        Task<CallOutcome> call = client.EchoAsync(1, "hang", cancellation.Token);
        await Eventually.HoldsAsync(() => host.Served.Handled == 1, "the call is handled");
        await cancellation.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await call).Kind);
        await Eventually.HoldsAsync(() => host.Service.Cancelled == 1, "the handler is told");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_token_cancelled_before_ends_the_call_without_sending_it(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();

        CallOutcome outcome = await client.EchoAsync(1, "", new CancellationToken(canceled: true));

        Assert.Equal(OutcomeKind.Cancelled, outcome.Kind);
        Assert.True((await client.EchoAsync(2)).IsOk);
        Assert.Equal(1, host.Served.Handled);
        Assert.Equal(1, client.Statistics.Sent);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Disposing_the_client_ends_its_calls_as_cancelled(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        RpcClient client = host.Client();
        Task<CallOutcome>[] calls = [.. Enumerable.Range(0, 5).Select(i => client.EchoAsync(i, "hang"))];
        await Eventually.HoldsAsync(() => host.Served.Handled == 5, "the calls are handled");

        await client.DisposeAsync();

        Assert.All(await Task.WhenAll(calls), o => Assert.Equal(OutcomeKind.Cancelled, o.Kind));
        await Eventually.HoldsAsync(() => host.Service.Cancelled == 5, "the handlers are told");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Stopping_the_server_lets_calls_under_way_finish_and_another_one_is_found(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();
        Task<CallOutcome> held = client.EchoAsync(1, "hold");
        await Eventually.HoldsAsync(() => host.Served.Handled == 1, "the call is handled");

        Task stopping = host.Server.DisposeAsync().AsTask();
        await Task.Delay(50);
        host.Service.Held.SetResult();
        CallOutcome finished = await held;
        await stopping;

        Assert.True(finished.IsOk, finished.Message);
        CallOutcome after = await client.EchoAsync(2);
        Assert.True(after.Error is ErrorKind.ConnectFailed or ErrorKind.ConnectionLost, $"{after.Kind} {after.Error} {after.Message}");
        await host.RestartAsync(host.Server.Endpoint);
        await Eventually.HoldsAsync(async () => (await client.EchoAsync(3)).IsOk, "a call is answered again");
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Nobody_there_is_an_error_that_says_so(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await host.Server.DisposeAsync();
        await using RpcClient client = host.Client();

        CallOutcome outcome = await client.EchoAsync(1);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.True(outcome.IsUnsent);
        Assert.Contains(host.Server.Endpoint.Unpinned.ToString(), outcome.Message, StringComparison.Ordinal);
        Assert.Equal(0, client.Statistics.Sent);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connections_are_opened_before_calls_ask_for_them(string stack, string carrier)
    {
        await using StackHost host = await StackHost.StartAsync(stack, carrier);
        await using RpcClient client = host.Client();

        await client.OpenAllAsync();
        long openedBefore = client.Statistics.EndWindow(new ConnectionTotals(0, 0, 0)).Opened;
        Assert.True((await client.EchoAsync(1)).IsOk);

        ConnectionWindow window = client.Statistics.EndWindow(new ConnectionTotals(0, 0, 0));
        Assert.Equal(host.Stack.IsLongLived ? 1 : 0, openedBefore);
        Assert.Equal(1, window.Opened);
        Assert.Equal(1, window.Sent);
        Assert.Equal(1, host.Served.Handled);
    }

    private static bool IsCarried(IStack stack, IScenario scenario, ICodec codec) =>
        stack.WhyNot(scenario, codec) is null && scenario.CreateOperations(7).SelectMany(o => o.MessageTypes).All(type => codec.WhyNot(type) is null);
}
