using MessagePack;
using MessagePack.Resolvers;
using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>
/// How messages are framed and encoded: the fastest handler of the library by its docs, and its formatter for MessagePack-CSharp. Dates keep their kind,
/// as they do in the codec of that name.
/// </summary>
internal static class JsonRpcFormat
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard
        .WithResolver(CompositeResolver.Create(NativeDateTimeResolver.Instance, StandardResolver.Instance))
        .WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>Messages over a connection; formatters are not to be shared.</summary>
    public static IJsonRpcMessageHandler Over(Stream stream)
    {
        // Interning strings looks up each one that is decoded, and pays only where they repeat.
        var formatter = new MessagePackFormatter { InternStrings = false };
        formatter.SetMessagePackSerializerOptions(Options);
        return new LengthHeaderMessageHandler(stream, stream, formatter);
    }
}
