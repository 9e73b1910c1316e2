using Bench.Harness.Catalog;

namespace Bench.Harness.Contracts;

/// <summary>A serialization format, as a plug: one file, found by its name.</summary>
public interface ICodec : IPlug
{
    /// <summary>What a round trip loses (e.g. "sub-millisecond time"), or null if nothing.</summary>
    string? Losses => null;

    /// <summary>Why this codec can't carry messages of that type, or null if it can. Such cells are absent, not failed.</summary>
    string? WhyNot(Type messageType) => null;

    /// <summary>What chosen bytes can do to a process that decodes them, or null if nothing but an error. A server speaks such a codec only if it is told to by name.</summary>
    string? Hazard => null;

    /// <summary>The codec of one message type; asked for once per type and client, then kept.</summary>
    IMessageCodec<T> For<T>();
}
