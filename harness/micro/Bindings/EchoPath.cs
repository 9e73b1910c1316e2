using System.Buffers;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Micro.Bindings;

/// <summary>
/// A client of <see cref="IEcho"/> whose calls reach the handler on the caller's own thread: nothing is connected, framed or encoded.
/// One call at a time.
/// </summary>
internal sealed class EchoPath : IAsyncDisposable
{
    private readonly RpcClient _client;

    /// <param name="binding">Makes the client and the handler.</param>
    public EchoPath(IBinding binding)
    {
        var contract = ServiceContract.Of(typeof(IEcho));
        var shortcut = new Shortcut(binding.CreateHandler<EchoMessage, EchoMessage>(contract, contract.Methods[0], Service));
        _client = new RpcClient(new RpcTarget(Endpoint.Parse("127.0.0.1:1"), new MemoryCarrier(), shortcut, shortcut, binding, contract));
        Client = _client.CreateClient(new CallScope());
    }

    /// <summary>The typed client that the binding made.</summary>
    public object Client { get; }

    /// <summary>What is called in the end.</summary>
    public IEcho Service { get; } = new EchoService();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Codec and connection in one: a message is handed over as the object it is.</summary>
    private sealed class Shortcut(Func<EchoMessage, CancellationToken, ValueTask<EchoMessage>> handler) : IConnectionStrategy, IConnectionSource, ICodec, IMessageCodec<EchoMessage>
    {
        private readonly ArrayBufferWriter<byte> _nothing = new();
        private EchoMessage _message = new();

        public string Name => "shortcut";

        public string Summary => "straight to the handler";

        public int Rank => 0;

        public bool IsLongLived => true;

        public int? Budget(ClientOptions options) => null;

        public IConnectionSource Open(ConnectionFactory connections) => this;

        public IMessageCodec<T> For<T>() => (IMessageCodec<T>)(object)this;

        public void Encode(EchoMessage message, IBufferWriter<byte> output) => _message = message;

        public EchoMessage Decode(in ReadOnlySequence<byte> input) => _message;

        public void Dispatch(OutgoingCall call, long ticket)
        {
            call.WriteTo(_nothing);
            ValueTask<EchoMessage> pending = handler(_message, CancellationToken.None);
            if (!pending.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("The handler has to answer at once.");
            }
            _message = pending.Result;
            call.TryEnd(ticket, CallOutcome.Ok);
            call.Accept(ReadOnlySequence<byte>.Empty);
            call.Signal();
        }

        public ValueTask DisposeAsync() => default;
    }
}
