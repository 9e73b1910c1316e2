using Bench.Harness.Catalog;

namespace Bench.Harness.Contracts;

/// <summary>A serialization format, as a plug: one file, found by its name.</summary>
public interface ICodec : IPlug
{
    /// <summary>What a round trip loses (e.g. "sub-millisecond time"), or null if nothing.</summary>
    string? Losses => null;

    /// <summary>Why this codec can't carry messages of that type, or null if it can. Such cells are absent, not failed.</summary>
    string? WhyNot(Type messageType) => null;

    /// <summary>The codec of one message type; asked for once per type and client, then kept.</summary>
    IMessageCodec<T> For<T>();
}
