using System.Buffers;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Carriers;

namespace Bench.Tests.Support;

/// <summary>A transport without connections: a test decides how each attempt ends, and when.</summary>
/// <param name="dispatched">Told of each attempt.</param>
internal sealed class ScriptedStrategy(Action<ScriptedStrategy.Attempt> dispatched) : IConnectionStrategy
{
    private int _opened;
    private int _closed;

    public string Name => "scripted";

    public string Summary => "ends calls as a test says";

    public int Rank => 99;

    public bool IsLongLived => true;

    /// <summary>Sources that were closed.</summary>
    public int Closed => Volatile.Read(ref _closed);

    public int? Budget(ClientOptions options) => 1;

    public IConnectionSource Open(ConnectionFactory connections) => new Source(this, ++_opened);

    /// <summary>A client over it in virtual time, without a directory or of listed providers.</summary>
    public RpcClient Client(VirtualTime time, ClientOptions options, IProviderSource? providers = null) => new(
        new RpcTarget(providers ?? new FixedProviders(new Endpoint("memory", "scripted")), new MemoryCarrier(), this, new PlainCodec(), new EmittedBinding(), ProbeHost.Contract),
        options,
        time.Clock);

    /// <summary>An attempt that was dispatched.</summary>
    /// <param name="Provider">Number of the provider, from 1, in the order in which they became known.</param>
    /// <param name="Call">The call.</param>
    /// <param name="Ticket">Its ticket.</param>
    internal sealed record Attempt(int Provider, OutgoingCall Call, long Ticket)
    {
        /// <summary>Ends it. False if it is over.</summary>
        public bool Fail(in CallOutcome outcome) => Call.End(Ticket, outcome);

        /// <summary>Answers it. False if it is over.</summary>
        public bool Reply(int number)
        {
            if (!Call.TryEnd(Ticket, CallOutcome.Ok))
            {
                return false;
            }
            var payload = new ArrayBufferWriter<byte>();
            new PlainCodec().For<ProbeReply>().Encode(new ProbeReply(number), payload);
            Call.Accept(new ReadOnlySequence<byte>(payload.WrittenMemory));
            Call.Signal();
            return true;
        }
    }

    private sealed class Source(ScriptedStrategy strategy, int number) : IConnectionSource
    {
        public void Dispatch(OutgoingCall call, long ticket) => strategy.Dispatched(new Attempt(number, call, ticket));

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref strategy._closed);
            return ValueTask.CompletedTask;
        }
    }

    private void Dispatched(Attempt attempt) => dispatched(attempt);
}
