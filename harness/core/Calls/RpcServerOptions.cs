using Bench.Harness.Contracts;
using Bench.Harness.Wire;

namespace Bench.Harness.Calls;

/// <summary>What a server serves, and what it allows.</summary>
public sealed record RpcServerOptions
{
    /// <summary>The contracts with an implementation each.</summary>
    public required IReadOnlyList<(ServiceContract Contract, object Service)> Services { get; init; }

    /// <summary>The codecs that clients may choose from.</summary>
    public required IReadOnlyList<ICodec> Codecs { get; init; }

    /// <summary>How requests become invocations.</summary>
    public required IBinding Binding { get; init; }

    /// <summary>Limits of frames, calls in flight, and slow peers.</summary>
    public WireLimits Limits { get; init; } = new();

    /// <summary>Whether errors carry the stack trace of the handler. Default false: it tells strangers about the inside.</summary>
    public bool SendStackTraces { get; init; }

    /// <summary>Time that calls under way get when the server stops. Default 5 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
