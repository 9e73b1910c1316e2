using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Harness.Calls;

/// <summary>How calls travel, whatever carries the bytes: a strategy of the own pipeline, a whole stack, or bare sockets. It is chosen by name, over tcp, or with a carrier: NAME+CARRIER.</summary>
public interface ITransportKind : IRankedPlug
{
    /// <summary>True if connections outlive their calls.</summary>
    bool IsLongLived { get; }

    /// <summary>Connections it keeps at most with these options; null if the load decides.</summary>
    int? Budget(ClientOptions options);

    /// <summary>Whether it runs over a carrier.</summary>
    bool Runs(ICarrier carrier) => true;

    /// <summary>Why it can't carry a scenario in a codec; null if it can.</summary>
    string? WhyNot(IScenario scenario, ICodec codec) => null;
}
