using MessagePack;
using MessagePack.Resolvers;
using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>The formatter for MessagePack-CSharp. Dates keep their kind, as they do in the codec <c>messagepack</c>.</summary>
internal static class MessagePackFormat
{
    private static readonly MessagePackSerializerOptions Options = MessagePackSerializerOptions.Standard
        .WithResolver(CompositeResolver.Create(NativeDateTimeResolver.Instance, StandardResolver.Instance))
        .WithSecurity(MessagePackSecurity.UntrustedData);

    /// <summary>A formatter for one connection.</summary>
    public static IJsonRpcMessageFormatter Create()
    {
        // Interning strings looks up each one that is decoded, and pays only where they repeat.
        var formatter = new MessagePackFormatter { InternStrings = false };
        formatter.SetMessagePackSerializerOptions(Options);
        return formatter;
    }
}
