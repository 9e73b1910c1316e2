using System.Buffers;
using System.Reflection;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;

namespace Bench.Codecs;

/// <summary>MemoryPack, with the code that its source generator wrote: members as they lie in memory, in the order of their declaration, strings as UTF-8.</summary>
/// <remarks>
/// For peers that one trusts. The library checks lengths before it allocates, but not how deep its input is nested: types that can contain themselves are
/// not carried. It takes the header of a string at its word as well: <c>0x80000000</c> to <c>0x80000003</c> there makes it read beyond the message.
/// </remarks>
public sealed class MemoryPackCodec : ICodec, IRankedPlug
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public;

    /// <inheritdoc/>
    public string Name => "memorypack";

    /// <inheritdoc/>
    public string Summary => "MemoryPack 1, source-generated; for peers that are trusted";

    /// <inheritdoc/>
    public int Rank => 4;

    /// <inheritdoc/>
    public string? Losses => "strings with unpaired surrogates are refused";

    /// <inheritdoc/>
    public string? Hazard => "MemoryPack trusts its input: chosen bytes make it read beyond a message and end the process";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        IReadOnlyList<Type> parts = MessageTypes.ReachableFrom(messageType);
        return parts.FirstOrDefault(part => !HasGeneratedForm(part) && (part == messageType || !IsOfTheFramework(part))) is Type bare
            ? $"{bare} has no generated MemoryPack form: make it partial, with [MemoryPackable]"
            : parts.FirstOrDefault(part => HasGeneratedForm(part) && ContainsItself(part)) is Type endless
            ? $"{endless} can contain itself, and MemoryPack reads as deep as its input goes: chosen bytes could end the process"
            : parts.Select(MessageTypes.WhyNotAsDeclared).FirstOrDefault(reason => reason is not null);
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>() => new MessageCodec<T>();

    private static bool HasGeneratedForm(Type type) => typeof(IMemoryPackFormatterRegister).IsAssignableFrom(type);

    private static bool IsOfTheFramework(Type type) => type.IsArray || type.IsEnum || type.Assembly == typeof(object).Assembly;

    private static bool ContainsItself(Type type)
    {
        var seen = new HashSet<Type>();
        var waiting = new Stack<Type>(PartsOf(type));
        while (waiting.TryPop(out Type? part))
        {
            if (part == type)
            {
                return true;
            }
            if (seen.Add(part))
            {
                Array.ForEach(PartsOf(part), waiting.Push);
            }
        }
        return false;
    }

    /// <summary>Whatever the library may write of a type, whether or not it is part of the contract.</summary>
    private static Type[] PartsOf(Type type) =>
        type.IsArray ? [type.GetElementType()!]
        : type.IsGenericType ? type.GetGenericArguments()
        : !HasGeneratedForm(type) ? []
        : [.. type.GetProperties(Members).Select(p => p.PropertyType), .. type.GetFields(Members).Select(f => f.FieldType)];

    private sealed class MessageCodec<T> : IMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            MemoryPackSerializer.Serialize(output, message);
        }

        public T Decode(in ReadOnlySequence<byte> input)
        {
            T? message = default;
            int read = MemoryPackSerializer.Deserialize(input, ref message);
            return message is null ? throw new MemoryPackSerializationException($"A message of type {typeof(T)} can't be null.")
                : read < input.Length ? throw new MemoryPackSerializationException($"{input.Length - read} bytes follow the message of type {typeof(T)}.")
                : message;
        }
    }
}
