using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Time;
using Bench.Scenarios;

namespace Bench.Cli.Calibrations;

/// <summary>Answers after a time that is known, to a few microseconds: what a measurement says of it can be held against the truth.</summary>
[RpcContract]
public interface ITimed
{
    /// <summary>Answers with the message itself after 1 ms.</summary>
    [Idempotent]
    ValueTask<EchoMessage> After1MsAsync(EchoMessage request, CancellationToken cancellation);

    /// <summary>Answers with the message itself after 10 ms.</summary>
    [Idempotent]
    ValueTask<EchoMessage> After10MsAsync(EchoMessage request, CancellationToken cancellation);

    /// <summary>Answers with the message itself after 100 ms.</summary>
    [Idempotent]
    ValueTask<EchoMessage> After100MsAsync(EchoMessage request, CancellationToken cancellation);
}

/// <summary>The server side of <see cref="ITimed"/>.</summary>
/// <param name="held">Is told of each call how long it was to be held, ms, and how long it really was, ns; null for nobody.</param>
public sealed class TimedService(Action<int, long>? held = null) : ITimed
{
    private readonly PunctualLine _one = new(TimeSpan.FromMilliseconds(1), Clock.System);
    private readonly PunctualLine _ten = new(TimeSpan.FromMilliseconds(10), Clock.System);
    private readonly PunctualLine _hundred = new(TimeSpan.FromMilliseconds(100), Clock.System);

    /// <inheritdoc/>
    public ValueTask<EchoMessage> After1MsAsync(EchoMessage request, CancellationToken cancellation) => AfterAsync(_one, 1, request);

    /// <inheritdoc/>
    public ValueTask<EchoMessage> After10MsAsync(EchoMessage request, CancellationToken cancellation) => AfterAsync(_ten, 10, request);

    /// <inheritdoc/>
    public ValueTask<EchoMessage> After100MsAsync(EchoMessage request, CancellationToken cancellation) => AfterAsync(_hundred, 100, request);

    private async ValueTask<EchoMessage> AfterAsync(PunctualLine line, int ms, EchoMessage request)
    {
        long fromNs = Clock.System.NowNs;
        await line.WaitAsync().ConfigureAwait(false);
        held?.Invoke(ms, Clock.System.NowNs - fromNs);
        return request;
    }
}

/// <summary>A server of known latency.</summary>
public sealed class TimedScenario : Scenario<ITimed>, IRankedPlug
{
    /// <summary>Its name.</summary>
    public const string PlugName = "timed";

    /// <inheritdoc/>
    public override string Name => PlugName;

    /// <inheritdoc/>
    public override string Summary => "echo after exactly 1 ms (90 %), 10 ms (9 %) or 100 ms (1 %): a server of known latency";

    /// <inheritdoc/>
    public int Rank => 8;

    /// <inheritdoc/>
    protected override ITimed CreateService() => new TimedService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads)
    {
        ArgumentNullException.ThrowIfNull(payloads);
        return
        [
            Of(payloads, nameof(ITimed.After1MsAsync), 90, (client, request, cancellation) => client.After1MsAsync(request, cancellation)),
            Of(payloads, nameof(ITimed.After10MsAsync), 9, (client, request, cancellation) => client.After10MsAsync(request, cancellation)),
            Of(payloads, nameof(ITimed.After100MsAsync), 1, (client, request, cancellation) => client.After100MsAsync(request, cancellation)),
        ];
    }

    // Few payloads, as each is tried against the service before a run.
    private static IOperation Of(PayloadRandom payloads, string method, int weight, Func<ITimed, EchoMessage, CancellationToken, ValueTask<EchoMessage>> call) =>
        Operation.Of(
            method,
            weight,
            payloads.Many(4, random => new EchoMessage { Id = (long)(random.NextBits() >> 11), Text = random.Letters(32), Number = random.NextDouble() }),
            call,
            (request, reply) => reply.Id == request.Id && reply.Number == request.Number && reply.Text == request.Text);
}
