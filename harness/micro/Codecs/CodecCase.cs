using System.ComponentModel;
using Bench.Codecs;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Scenarios;

namespace Bench.Micro.Codecs;

/// <summary>One message kind of a scenario in one codec: what the suites of codecs are repeated for.</summary>
public sealed class CodecCase
{
    /// <summary>Seed of the payloads.</summary>
    public const ulong Seed = 1;

    private readonly ICodec _codec;
    private readonly IScenario _scenario;
    private readonly string _method;

    private CodecCase(ICodec codec, IScenario scenario, IOperation operation, string message)
    {
        _codec = codec;
        _scenario = scenario;
        _method = operation.Method;
        MessageType = operation.MessageTypes[message == MicroParameters.Request ? 0 : 1];
        Parameters = new MicroParameters(codec.Name, scenario.Name, operation.Method, message, operation.Weight);
    }

    /// <summary>Its names, for the record.</summary>
    public MicroParameters Parameters { get; }

    /// <summary>Type of the message.</summary>
    public Type MessageType { get; }

    /// <summary>Whether codec and scenario ship with rpcbench, so that a program built from its sources finds them.</summary>
    internal bool IsShipped => _codec.GetType().Assembly == typeof(JsonCodec).Assembly && _scenario.GetType().Assembly == typeof(EchoScenario).Assembly;

    /// <summary>Why the codec can't carry the message; null if it can.</summary>
    internal string? WhyNot => _codec.WhyNot(MessageType);

    /// <summary>Every codec of a catalog with every message kind of its scenarios.</summary>
    public static IEnumerable<CodecCase> All(PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(plugs);
        return
            from scenario in plugs.All<IScenario>()
            from operation in scenario.CreateOperations(Seed)
            from message in (string[])[MicroParameters.Request, MicroParameters.Reply]
            from codec in plugs.All<ICodec>()
            select new CodecCase(codec, scenario, operation, message);
    }

    /// <summary>The case of shipped plugs with those names. Programs that BenchmarkDotNet writes call it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static CodecCase Of(string codec, string scenario, string method, string message)
    {
        var plugs = new PlugCatalog(typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);
        IScenario found = plugs.Find<IScenario>("scenario", scenario);
        return new CodecCase(plugs.Find<ICodec>("codec", codec), found, found.CreateOperations(Seed).First(o => o.Method == method), message);
    }

    /// <summary>The case's messages, not yet seen by its codec.</summary>
    internal async Task<CodecWork> PrepareAsync()
    {
        IOperation operation = _scenario.CreateOperations(Seed).First(o => o.Method == _method);
        IReadOnlyList<Exchange> exchanges = await ExchangeRecorder.RecordAsync(_scenario, operation).ConfigureAwait(false);
        return CodecWork.Of(MessageType, _codec, [.. exchanges.Select(e => Parameters.Message == MicroParameters.Request ? e.Request : e.Reply)]);
    }

    /// <summary>Its names, joined by slashes: <c>messagepack/order/PlaceAsync/request</c>.</summary>
    public override string ToString() => $"{Parameters.Codec}/{Parameters.Scenario}/{Parameters.Method}/{Parameters.Message}";
}
