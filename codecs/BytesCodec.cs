using System.Buffers;
using System.Reflection;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Codecs;

/// <summary>
/// No encoding: a message is the bytes that it holds, so that a call costs what the pipeline costs. It carries contract types whose one member is a byte
/// array, and fills spent messages anew: where messages of a kind have one length, decoding allocates nothing.
/// </summary>
public sealed class BytesCodec : ICodec, IRankedPlug
{
    /// <inheritdoc/>
    public string Name => "bytes";

    /// <inheritdoc/>
    public string Summary => "none: messages that are plain bytes, as they are";

    /// <inheritdoc/>
    public int Rank => 6;

    /// <inheritdoc/>
    public string? Losses => "null byte arrays come back empty";

    /// <inheritdoc/>
    public string? WhyNot(Type messageType)
    {
        ArgumentNullException.ThrowIfNull(messageType);
        return BytesOf(messageType) is null || messageType.IsAbstract || messageType.GetConstructor(Type.EmptyTypes) is null
            ? $"{messageType} is not plain bytes: give it one [DataMember], a property of type byte[], and a constructor without parameters"
            : null;
    }

    /// <inheritdoc/>
    public IMessageCodec<T> For<T>()
    {
        PropertyInfo bytes = BytesOf(typeof(T))!;
        return new MessageCodec<T>(bytes.GetMethod!.CreateDelegate<Func<T, byte[]?>>(), bytes.SetMethod!.CreateDelegate<Action<T, byte[]>>());
    }

    /// <summary>The one member that a message sends, if that is a byte array; null if not.</summary>
    private static PropertyInfo? BytesOf(Type messageType) =>
        messageType.IsClass
        && MessageTypes.MembersOf(messageType).Take(2).ToArray() is [{ Member: PropertyInfo { GetMethod.IsPublic: true, SetMethod.IsPublic: true } only }]
        && only.PropertyType == typeof(byte[])
            ? only
            : null;

    private sealed class MessageCodec<T>(Func<T, byte[]?> get, Action<T, byte[]> set) : IReusingMessageCodec<T>
    {
        public void Encode(T message, IBufferWriter<byte> output)
        {
            ArgumentNullException.ThrowIfNull(message);
            output.Write(get(message));
        }

        public T Decode(in ReadOnlySequence<byte> input) => Filled(Activator.CreateInstance<T>(), input.ToArray());

        public T Decode(in ReadOnlySequence<byte> input, T spent)
        {
            if (get(spent) is byte[] bytes && bytes.Length == input.Length)
            {
                input.CopyTo(bytes);
                return spent;
            }
            return Filled(spent, input.ToArray());
        }

        private T Filled(T message, byte[] bytes)
        {
            set(message, bytes);
            return message;
        }
    }
}
