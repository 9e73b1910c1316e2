using System.Reflection;
using Bench.Harness.Contracts;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.Abstractions;
using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>The formatter for Nerdbank.MessagePack, which the library's docs call the fastest. Messages have the form of the codec <c>nerdbank</c>.</summary>
internal static class NerdbankFormat
{
    private static readonly MessagePackSerializer Serializer =
        (NerdbankMessagePackFormatter.DefaultSerializer with { InternStrings = false, PerfOverSchemaStability = true }).WithHiFiDateTime();

    private static readonly Shapes Provider = new();

    /// <summary>A formatter for one connection.</summary>
    public static IJsonRpcMessageFormatter Create() => new NerdbankMessagePackFormatter { TypeShapeProvider = Provider, UserDataSerializer = Serializer };

    /// <summary>Shapes that were generated beside the messages.</summary>
    private sealed class Shapes : ITypeShapeProvider
    {
        private static readonly MethodInfo Resolve =
            typeof(TypeShapeResolver).GetMethods().Single(m => m.Name == nameof(TypeShapeResolver.ResolveDynamic) && m.GetGenericArguments().Length == 2);

        public ITypeShape? GetTypeShape(Type type) => type.Assembly.GetCustomAttributes<SerializerMetadataAttribute>()
            .Select(a => (ITypeShape?)Resolve.MakeGenericMethod(type, a.Metadata).Invoke(null, null))
            .FirstOrDefault(shape => shape is not null);
    }
}
