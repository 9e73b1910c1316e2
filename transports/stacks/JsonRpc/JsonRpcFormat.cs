using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>How messages are framed and encoded: the fastest handler of the library by its docs, and its formatter for the codec's library.</summary>
internal static class JsonRpcFormat
{
    private const string MessagePack = "messagepack";
    private const string Nerdbank = "nerdbank";

    /// <summary>Codecs that there is a formatter for.</summary>
    public static IReadOnlyList<string> Codecs { get; } = [MessagePack, Nerdbank];

    /// <summary>Messages over a connection; formatters are not to be shared.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="codec">One of <see cref="Codecs"/>.</param>
    public static IJsonRpcMessageHandler Over(Stream stream, string codec) =>
        new LengthHeaderMessageHandler(stream, stream, codec == Nerdbank ? NerdbankFormat.Create() : MessagePackFormat.Create());
}
