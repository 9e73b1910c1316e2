using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Reflection;
using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Wire;

/// <summary>A contract whose messages cost nothing.</summary>
public interface ITick
{
    ValueTask<TickMessage> TickAsync(TickMessage request, CancellationToken cancellation);
}

public sealed class TickMessage
{
    public long Number { get; set; }
}

[CollectionDefinition(nameof(Allocations), DisableParallelization = true)]
public sealed class Allocations;

/// <summary>What the pipeline allocates, in the whole process; alone, as others would be counted.</summary>
[Collection(nameof(Allocations))]
public sealed class AllocationTests
{
    /// <summary>With a codec that costs nothing.</summary>
    [Theory]
    [InlineData("pooled", "tcp")]
    [InlineData("multiplexed", "tcp")]
    [InlineData("pooled", "tls")]
    [InlineData("multiplexed", "tls")]
    public async Task A_call_allocates_nothing_once_warm_on_either_side(string strategy, string carrier)
    {
        var message = new TickMessage();
        await AssertFrugalAsync<ITick, TickMessage>(
            strategy,
            carrier,
            new TickCodec(),
            new TickService(),
            (tick, i) =>
            {
                message.Number = i;
                return tick.TickAsync(message, CancellationToken.None);
            },
            (i, reply) => reply.Number == i);
    }

    /// <summary>With the codec and the scenario that ship for it.</summary>
    [Theory]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task A_call_of_plain_bytes_allocates_nothing_either(string strategy)
    {
        var requests = new RawBytes[64];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = new RawBytes { Data = new byte[100] };
            BinaryPrimitives.WriteInt32LittleEndian(requests[i].Data, i);
        }
        byte[]?[] documents = [.. await Task.WhenAll(requests.Select(async r => (await new RawDocumentService().ReadAsync(r, CancellationToken.None)).Data))];
        await AssertFrugalAsync<IRawDocuments, RawBytes>(
            strategy,
            "tcp",
            new BytesCodec(),
            new RawDocumentService(),
            (client, i) => client.ReadAsync(requests[i % 64], CancellationToken.None),
            (i, reply) => reply.Data.AsSpan().SequenceEqual(documents[i % 64]));
    }

    private static async Task AssertFrugalAsync<TContract, TReply>(
        string strategy, string carrier, ICodec codec, TContract service, Func<TContract, int, ValueTask<TReply>> call, Func<int, TReply, bool> isRight)
        where TContract : class
    {
        const int Calls = 5_000;
        ICarrier tcp = ProbeHost.Plugs.Find<ICarrier>("carrier", carrier);
        ServiceContract contract = ServiceContract.Of(typeof(TContract));
        await using RpcServer server = await RpcServer.StartAsync(
            new RpcServerOptions { Services = [(contract, service)], Codecs = [codec], Binding = new EmittedBinding() }, tcp, tcp.LocalEndpoint("unused"));
        await using var client = new RpcClient(
            new RpcTarget(server.Endpoint, tcp, ProbeHost.Plugs.Find<IConnectionStrategy>("strategy", strategy), codec, new EmittedBinding(), contract),
            new ClientOptions { Connections = 1, Pool = 1 });
        var scope = new CallScope();
        TContract typed = client.CreateClient<TContract>(scope);

        double least = double.MaxValue;
        for (int slice = 0; slice < 12 && least >= 1; slice++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++)
            {
                TReply reply = await call(typed, i);
                if (!scope.Outcome.IsOk || !isRight(i, reply))
                {
                    Assert.Fail($"call {i}: {scope.Outcome}");
                }
            }
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls);
        }

        // Unoptimized, the state machines of the two reads and two flushes are objects: 4 x 140 B; with TLS those of its socket too: 4 x 96 B.
        bool optimized = tcp.GetType().Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled != true;
        Assert.InRange(least, 0, optimized ? 0.999 : carrier == "tls" ? 944.999 : 560.999);
    }

    [Fact]
    public async Task Case1_a_frame_of_4_GiB_is_cut_and_nothing_allocated_for_it()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            await using RawPeer peer = await RawPeer.ConnectAsync(host.Server.Endpoint);
            await peer.SendAsync(Frames.Hello());
            await peer.ReadAsync(Bench.Harness.Wire.FrameKind.HelloAck);
            byte[] prefix = [0xFF, 0xFF, 0xFF, 0xFF];
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await peer.SendAsync(prefix);
            await peer.ReadAsync(Bench.Harness.Wire.FrameKind.Error);
            Assert.Null(await peer.ReadAsync());
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.InRange(least, 0, 64 << 10);
    }

    private sealed class TickService : ITick
    {
        public ValueTask<TickMessage> TickAsync(TickMessage request, CancellationToken cancellation) => new(request);
    }

    private sealed class TickCodec : ICodec
    {
        public string Name => "tick";

        public string Summary => "eight bytes";

        public IMessageCodec<T> For<T>() => (IMessageCodec<T>)(object)new Messages();

        /// <summary>One call at a time, so that one message serves them all.</summary>
        private sealed class Messages : IMessageCodec<TickMessage>
        {
            private readonly TickMessage _decoded = new();

            public void Encode(TickMessage message, IBufferWriter<byte> output)
            {
                BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), message.Number);
                output.Advance(8);
            }

            public TickMessage Decode(in ReadOnlySequence<byte> input)
            {
                _decoded.Number = BinaryPrimitives.ReadInt64LittleEndian(input.FirstSpan);
                return _decoded;
            }
        }
    }
}
