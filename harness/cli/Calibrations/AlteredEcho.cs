using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Scenarios;

namespace Bench.Cli.Calibrations;

/// <summary>Makes the call that an operation would make, in its own way.</summary>
internal delegate ValueTask<CallOutcome> AlteredCall(IOperation honest, object client, CallScope scope, long index, CancellationToken cancellation);

/// <summary>The echo scenario with calls that are not what they seem.</summary>
/// <param name="name">Its name.</param>
/// <param name="call">Makes a call.</param>
/// <param name="service">The server side; the honest one if null.</param>
internal sealed class AlteredEcho(string name, AlteredCall call, IEcho? service = null) : IScenario
{
    private readonly IScenario _honest = new EchoScenario();

    public string Name => name;

    public string Summary => $"echo, altered for the calibration '{name}'";

    public Type ContractType => typeof(IEcho);

    public object CreateService() => service ?? _honest.CreateService();

    public IReadOnlyList<IOperation> CreateOperations(ulong seed) => [.. _honest.CreateOperations(seed).Select(o => new Altered(o, call))];

    private sealed class Altered(IOperation honest, AlteredCall call) : IOperation
    {
        public string Method => honest.Method;

        public int Weight => honest.Weight;

        public IReadOnlyList<Type> MessageTypes => honest.MessageTypes;

        public ValueTask<CallOutcome> CallAsync(object client, CallScope scope, long index, CancellationToken cancellation) =>
            call(honest, client, scope, index, cancellation);

        public ValueTask<PayloadCheck> CheckPayloadsAsync(object service, ICodec codec) => honest.CheckPayloadsAsync(new EchoService(), codec);
    }
}
