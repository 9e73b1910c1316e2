using Bench.Harness.Addressing;
using Bench.Harness.Measure;

namespace Bench.Harness.Links;

/// <summary>A link under way, between clients and one server. Members may be called from any thread.</summary>
public interface ILink : IAsyncDisposable
{
    /// <summary>Where clients connect to; it carries the server's pin.</summary>
    Endpoint Endpoint { get; }

    /// <summary>What the link does to bytes.</summary>
    LinkProfile Profile { get; }

    /// <summary>Makes something go wrong, at once.</summary>
    LinkEffect Apply(LinkFault fault);

    /// <summary>What happened so far.</summary>
    LinkCounters Count();
}

/// <summary>What a fault met.</summary>
/// <param name="Connections">Connections that it was done to, or that were open when it began or ended.</param>
public readonly record struct LinkEffect(int Connections);

/// <summary>What a link has done so far.</summary>
public sealed record LinkCounters
{
    /// <summary>Connections accepted.</summary>
    public required long Connections { get; init; }

    /// <summary>Of them, open now.</summary>
    public required int Open { get; init; }

    /// <summary>Of them, reset as the server refused them or could not be reached, or by a <see cref="RefuseFault"/>.</summary>
    public required long Refused { get; init; }

    /// <summary>Bytes that left towards the server.</summary>
    public required long BytesUp { get; init; }

    /// <summary>Bytes that left towards the clients.</summary>
    public required long BytesDown { get; init; }

    /// <summary>Pieces in which they left towards the server.</summary>
    public required long ChunksUp { get; init; }

    /// <summary>Pieces in which they left towards the clients.</summary>
    public required long ChunksDown { get; init; }

    /// <summary>Bytes that faults took.</summary>
    public required long VanishedBytes { get; init; }

    /// <summary>Bytes held now.</summary>
    public required long HeldBytes { get; init; }

    /// <summary>From when a piece was due to when it was sent, ns. A receiver that takes no more does not count.</summary>
    public required LatencyHistogram ReleaseLag { get; init; }

    /// <summary>CPU time of the thread that sends what is due, ns; null where the system doesn't tell. Reading runs on the thread pool and is not in it.</summary>
    public required long? PacingCpuNs { get; init; }
}
