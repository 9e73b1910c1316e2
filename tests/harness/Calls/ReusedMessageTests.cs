using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Calls;

/// <summary>How long messages live that a codec fills anew: a request until its answer is complete, a reply until the next call of its client.</summary>
public sealed class ReusedMessageTests
{
    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_reply_lives_until_the_next_call_of_a_client_with_a_scope(string strategy)
    {
        await using Host host = await Host.StartAsync(strategy);
        IRawDocuments caller = host.Client.CreateClient<IRawDocuments>(new CallScope());

        RawBytes first = await caller.ReadAsync(Bytes(1, 1, 1), CancellationToken.None);
        byte[] kept = [.. first.Data!];
        RawBytes second = await caller.ReadAsync(Bytes(2, 2, 2), CancellationToken.None);

        Assert.Equal([1, 1, 1], kept);
        Assert.Same(first, second);
        Assert.Equal([2, 2, 2], second.Data!);
    }

    [Fact]
    public async Task A_reply_to_a_client_without_a_scope_is_the_callers_for_good()
    {
        await using Host host = await Host.StartAsync("multiplexed");
        IRawDocuments caller = host.Client.CreateClient<IRawDocuments>();

        RawBytes[] replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => caller.ReadAsync(Bytes((byte)(1 + i)), CancellationToken.None).AsTask()));
        for (byte i = 101; i <= 200; i++)
        {
            replies = [.. replies, await caller.ReadAsync(Bytes(i), CancellationToken.None)];
        }

        Assert.Equal(Enumerable.Range(1, 200).Select(i => (byte)i), replies.Select(r => r.Data![0]));
    }

    [Fact]
    public async Task A_client_goes_on_after_a_call_that_failed()
    {
        await using Host host = await Host.StartAsync("multiplexed");
        var scope = new CallScope();
        IRawDocuments caller = host.Client.CreateClient<IRawDocuments>(scope);
        for (byte i = 1; i < 50; i++)
        {
            RawBytes? reply = await caller.ReadAsync(Bytes(i % 3 == 0 ? (byte)0 : i), CancellationToken.None);
            Assert.Equal(i % 3 != 0, scope.Outcome.IsOk);
            Assert.Equal(i % 3 == 0 ? null : (byte?)i, reply?.Data![0]);
        }
    }

    [Fact]
    public async Task A_request_is_the_services_until_its_answer_is_complete_and_filled_anew_then()
    {
        await using Host host = await Host.StartAsync("multiplexed");
        IRawDocuments caller = host.Client.CreateClient<IRawDocuments>();

        // Half of them are answered later, in another order.
        await Parallel.ForAsync(0, 2_000, async (i, cancellation) =>
        {
            byte[] data = [(byte)(1 + (i % 200)), (byte)(i >> 8), (byte)i];
            Assert.Equal(data, (await caller.ReadAsync(new RawBytes { Data = data }, cancellation)).Data);
        });

        Assert.Equal(2_000, host.Service.Requests);
        Assert.InRange(host.Service.Objects, 1, 500);
    }

    [Fact]
    public async Task Other_codecs_get_messages_of_their_own()
    {
        await using Host host = await Host.StartAsync("multiplexed", new MessagePackCodec());
        IRawDocuments caller = host.Client.CreateClient<IRawDocuments>(new CallScope());

        RawBytes first = await caller.ReadAsync(Bytes(2), CancellationToken.None);
        RawBytes second = await caller.ReadAsync(Bytes(4), CancellationToken.None);

        Assert.Equal((2, 4), (first.Data![0], second.Data![0]));
        Assert.Equal(2, host.Service.Objects);
    }

    private static RawBytes Bytes(params byte[] data) => new() { Data = data };

    private sealed class Host : IAsyncDisposable
    {
        private RpcServer _server = null!;

        public RpcClient Client { get; private set; } = null!;

        public EchoingService Service { get; } = new();

        public static async Task<Host> StartAsync(string strategy, ICodec? codec = null)
        {
            codec ??= new BytesCodec();
            var host = new Host();
            ICarrier tcp = ProbeHost.Plugs.Find<ICarrier>("carrier", "tcp");
            ServiceContract contract = ServiceContract.Of(typeof(IRawDocuments));
            host._server = await RpcServer.StartAsync(
                new RpcServerOptions { Services = [(contract, host.Service)], Codecs = [codec], Binding = new EmittedBinding() }, tcp, tcp.LocalEndpoint("unused"));
            host.Client = new RpcClient(
                new RpcTarget(host._server.Endpoint, tcp, ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", strategy), codec, new EmittedBinding(), contract),
                new ClientOptions { Connections = 2, Pool = 2 });
            return host;
        }

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await _server.DisposeAsync();
        }
    }

    /// <summary>Answers with the request itself: at once if it begins with an even byte, else later; fails at 0.</summary>
    private sealed class EchoingService : IRawDocuments
    {
        private readonly HashSet<RawBytes> _objects = new(ReferenceEqualityComparer.Instance);
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        /// <summary>How many different objects the requests were.</summary>
        public int Objects
        {
            get
            {
                lock (_objects)
                {
                    return _objects.Count;
                }
            }
        }

        public ValueTask<RawBytes> ReadAsync(RawBytes request, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _requests);
            lock (_objects)
            {
                _objects.Add(request);
            }
            return request.Data![0] == 0 ? throw new InvalidOperationException("0")
                : request.Data[0] % 2 == 0 ? new ValueTask<RawBytes>(request)
                : LaterAsync(request);
        }

        private static async ValueTask<RawBytes> LaterAsync(RawBytes request)
        {
            for (int i = 0; i < request.Data![^1] % 5; i++)
            {
                await Task.Yield();
            }
            return request;
        }
    }
}
