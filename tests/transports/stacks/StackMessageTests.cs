using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Tests.Support;
using Bench.Transports.Stacks;

namespace Bench.Tests.Transports.Stacks;

/// <summary>Messages that can't be carried, and scenarios and codecs that a stack has no place for.</summary>
public sealed class StackMessageTests
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("http1")]
    [InlineData("http2")]
    public async Task A_message_that_the_codec_fails_on_fails_its_call_on_whichever_side(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack, codec: new FussyCodec(unwritable: "reply", unreadable: "request"));
        await using RpcClient client = host.Client(codec: new FussyCodec(unwritable: "unsaid", unreadable: "unheard"));

        await FailsAsync(client, "unsaid", ErrorKind.Encode, "the request of EchoAsync can't be encoded: no 'unsaid'");
        await FailsAsync(client, "request", ErrorKind.Decode, "the request of EchoAsync can't be decoded: no 'request'");
        await FailsAsync(client, "reply", ErrorKind.Encode, "the reply of EchoAsync can't be encoded: no 'reply'");
        await FailsAsync(client, "unheard", ErrorKind.Decode, "the reply of EchoAsync can't be decoded: no 'unheard'");
        Assert.True((await client.EchoAsync(1)).IsOk);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-native")]
    [InlineData("http1")]
    [InlineData("http1-per-call")]
    [InlineData("http2")]
    public async Task A_message_above_the_limit_fails_its_call_and_the_next_one_passes(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack);
        await using RpcClient client = host.Client(new ClientOptions { Limits = new() { MaxFrameBytes = 10_000 } });

        CallOutcome request = await client.EchoAsync(1, new string('x', 20_000));
        CallOutcome reply = await client.EchoAsync(20_000, "much");
        CallOutcome after = await client.EchoAsync(5_000, "much");

        Assert.Equal(ErrorKind.TooLarge, request.Error);
        Assert.Equal(ErrorKind.TooLarge, reply.Error);
        Assert.True(after.IsOk, after.Message);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http1")]
    [InlineData("http2")]
    public async Task A_request_above_the_limit_of_the_server_is_refused_by_it(string stack)
    {
        await using StackHost host = await StackHost.StartAsync(stack);
        await using RpcClient client = host.Client(new ClientOptions { Limits = new() { MaxFrameBytes = 100 << 20 } });

        CallOutcome refused = await client.EchoAsync(1, new string('x', 17 << 20));

        // HTTP's servers close the connection on a body that they don't read, which may be all that the client gets to see.
        Assert.True(refused.Error == ErrorKind.TooLarge || (refused.Error == ErrorKind.ConnectionLost && stack != "grpc"), $"{refused.Kind} {refused.Error} {refused.Message}");
        Assert.Equal(0, host.Served.Handled);
        Assert.True((await client.EchoAsync(2)).IsOk);
    }

    [Fact]
    public void Grpc_takes_no_structs()
    {
        string? why = new GrpcStack().WhyNot(new StructScenario(), StackHost.Plugs.All<ICodec>()[0]);

        Assert.Contains("are classes", why, StringComparison.Ordinal);
        Assert.Contains("System.Int32", why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc-native", "order", "protobuf", "echo and echo-1k")]
    [InlineData("grpc-native", "echo", "json", "use the codec 'protobuf'")]
    [InlineData("streamjsonrpc", "echo", "json", "use the codec 'messagepack' or 'nerdbank'")]
    public void A_stack_says_what_it_has_no_place_for(string stack, string scenario, string codec, string reason) => Assert.Contains(
        reason,
        StackHost.Plugs.Find<IStack>("stack", stack).WhyNot(StackHost.Plugs.Find<IScenario>("scenario", scenario), StackHost.Plugs.Find<ICodec>("codec", codec)),
        StringComparison.Ordinal);

    private static async Task FailsAsync(RpcClient client, string text, ErrorKind kind, string message)
    {
        CallOutcome outcome = await client.EchoAsync(1, text);
        Assert.Equal(kind, outcome.Error);
        Assert.Equal(message, outcome.Message);
    }

    public interface ICount
    {
        ValueTask<int> CountAsync(string request, CancellationToken cancellation);
    }

    private sealed class StructScenario : IScenario
    {
        public string Name => "count";

        public string Summary => "";

        public Type ContractType => typeof(ICount);

        public object CreateService() => throw new NotSupportedException();

        public IReadOnlyList<IOperation> CreateOperations(ulong seed) => [];
    }
}
