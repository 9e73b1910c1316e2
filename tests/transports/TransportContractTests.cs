using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;

namespace Bench.Tests.Transports;

/// <summary>What every strategy over every carrier has to do; both come from the catalog.</summary>
public sealed class TransportContractTests
{
    public static TheoryData<string, string> Transports => ProbeHost.Transports();

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Many_calls_at_once_each_get_their_own_answer(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);
        IProbe probe = client.CreateClient<IProbe>();

        int[] answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async worker =>
        {
            int right = 0;
            for (int i = 0; i < 20; i++)
            {
                int number = (worker * 1000) + i;
                ProbeReply reply = i % 3 == 2
                    ? await probe.OtherAsync(new ProbeRequest(number, "häß"), CancellationToken.None)
                    : await probe.AskAsync(new ProbeRequest(number, new string('a', i * 100), i % 3 == 1 ? "yield" : "answer"), CancellationToken.None);
                right += Math.Abs(reply.Number) == number && reply.Text is not null ? 1 : 0;
            }
            return right;
        }));

        Assert.Equal(64 * 20, answers.Sum());
        Assert.Equal(64 * 20, host.Server.Handled);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Large_messages_pass_both_ways(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);
        IProbe probe = client.CreateClient<IProbe>();
        string text = new('é', 700_000);

        ProbeReply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => probe.AskAsync(new ProbeRequest(i, text), CancellationToken.None).AsTask()));

        Assert.All(replies, r => Assert.Equal(text, r.Text));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Case22_a_handler_that_throws_fails_only_its_own_call(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);
        IProbe probe = client.CreateClient<IProbe>();

        CallOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => OutcomeAsync(client, new ProbeRequest(i, null, (i % 3) switch { 0 => "throw", 1 => "throw-later", _ => "answer" }))));

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 3 == 2 ? OutcomeKind.Ok : OutcomeKind.Error, o.Item.Kind));
        Assert.All(outcomes.Where(o => !o.IsOk), o => Assert.Equal(ErrorKind.Remote, o.Error));
        Assert.Contains("no 0", outcomes[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcomes[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task The_deadline_ends_the_call_here_and_on_the_server(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy, new ClientOptions { Deadline = TimeSpan.FromMilliseconds(200) });

        CallOutcome outcome = await OutcomeAsync(client, new ProbeRequest(1, null, "hang"));

        Assert.Equal(OutcomeKind.Timeout, outcome.Kind);
        await EventuallyAsync(() => host.Service.Cancelled == 1);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Cancelling_ends_the_call_here_and_on_the_server(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);
        using var cancellation = new CancellationTokenSource();

        Task<CallOutcome> call = OutcomeAsync(client, new ProbeRequest(1, null, "hang"), cancellation.Token);
        await EventuallyAsync(() => host.Server.Handled == 1);
        await cancellation.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await call).Kind);
        await EventuallyAsync(() => host.Service.Cancelled == 1);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_token_cancelled_before_ends_the_call_without_sending_it(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);

        CallOutcome outcome = await OutcomeAsync(client, new ProbeRequest(1), new CancellationToken(canceled: true));

        Assert.Equal(OutcomeKind.Cancelled, outcome.Kind);
        Assert.True((await OutcomeAsync(client, new ProbeRequest(2))).IsOk);
        Assert.Equal(1, host.Server.Handled);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Disposing_the_client_ends_its_calls_as_cancelled(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        RpcClient client = host.Client(strategy, new ClientOptions { Pool = 2 });
        Task<CallOutcome>[] calls = [.. Enumerable.Range(0, 5).Select(i => OutcomeAsync(client, new ProbeRequest(i, null, "hang")))];
        await EventuallyAsync(() => host.Server.Handled >= 2);

        await client.DisposeAsync();

        Assert.All(await Task.WhenAll(calls), o => Assert.Equal(OutcomeKind.Cancelled, o.Kind));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Stopping_the_server_lets_calls_under_way_finish(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy);
        Task<CallOutcome> held = OutcomeAsync(client, new ProbeRequest(1, null, "hold"));
        await EventuallyAsync(() => host.Server.Handled == 1);

        Task stopping = host.Server.DisposeAsync().AsTask();
        await Task.Delay(50);
        host.Service.Held.SetResult();
        await stopping;

        CallOutcome finished = await held;
        Assert.True(finished.IsOk, finished.Message);
        Assert.Equal(0, host.Server.Connections);
        CallOutcome after = await OutcomeAsync(client, new ProbeRequest(2));
        Assert.Equal(OutcomeKind.Error, after.Kind);
        await host.RestartAsync(host.Server.Endpoint);
        CallOutcome again = await OutcomeAsync(client, new ProbeRequest(3));
        again = again.IsOk ? again : await OutcomeAsync(client, new ProbeRequest(4));
        Assert.True(again.IsOk, again.Message);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Case15_a_codec_the_server_does_not_speak_is_refused_with_both_names(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy, codec: new PlainCodec("fancy"));

        CallOutcome outcome = await OutcomeAsync(client, new ProbeRequest(1));

        Assert.Equal(ErrorKind.Refused, outcome.Error);
        Assert.Contains("'fancy'", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("'plain'", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Nobody_there_is_an_error_that_says_so(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await host.Server.DisposeAsync();
        await using RpcClient client = host.Client(strategy);

        CallOutcome outcome = await OutcomeAsync(client, new ProbeRequest(1));

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains(host.Server.Endpoint.Unpinned.ToString(), outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_reply_above_the_frame_limit_fails_its_call_and_the_connection_lives_on(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier, o => o with { Limits = new() { MaxFrameBytes = 10_000 } });
        await using RpcClient client = host.Client(strategy);

        CallOutcome tooLarge = await OutcomeAsync(client, new ProbeRequest(20_000, null, "much"));
        CallOutcome requestTooLarge = await OutcomeAsync(client, new ProbeRequest(1, new string('x', 20_000)));
        CallOutcome after = await OutcomeAsync(client, new ProbeRequest(5_000, null, "much"));

        Assert.Equal(ErrorKind.TooLarge, tooLarge.Error);
        Assert.Contains("10000", tooLarge.Message!.Replace("9984", "10000", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.NotEqual(OutcomeKind.Ok, requestTooLarge.Kind);
        Assert.True(after.IsOk, after.Message);
    }

    [Theory]
    [InlineData("pooled", "tcp")]
    [InlineData("multiplexed", "unix")]
    public async Task Wire_bytes_are_exactly_those_of_hello_headers_and_payloads(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client(strategy, new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.Zero });
        var payload = new System.Buffers.ArrayBufferWriter<byte>();
        new PlainCodec().For<ProbeRequest>().Encode(new ProbeRequest(5, "x"), payload);
        int request = payload.WrittenCount;
        payload.Clear();
        new PlainCodec().For<ProbeReply>().Encode(new ProbeReply(5, "x"), payload);

        for (int i = 0; i < 10; i++)
        {
            await client.CreateClient<IProbe>().AskAsync(new ProbeRequest(5, "x"), CancellationToken.None);
        }

        int hello = 4 + 2 + 1 + "plain".Length + 1 + typeof(IProbe).FullName!.Length + 8;
        Assert.Equal(20 + hello + (10 * (20 + request)), client.Statistics.Wire.BytesOut);
        Assert.Equal(20 + 10 + (10 * (20 + payload.WrittenCount)), client.Statistics.Wire.BytesIn);
    }

    private static async Task<CallOutcome> OutcomeAsync(RpcClient client, ProbeRequest request, CancellationToken cancellation = default)
    {
        var scope = new CallScope();
        await client.CreateClient<IProbe>(scope).AskAsync(request, cancellation);
        return scope.Outcome;
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        for (int i = 0; i < 1_000 && !condition(); i++)
        {
            await Task.Delay(10);
        }
        Assert.True(condition());
    }
}
