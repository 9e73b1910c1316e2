using System.Buffers;
using Bench.Codecs;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;

namespace Bench.Tests.Codecs;

/// <summary>The codecs that the catalog finds, and a way to use one with a type known at run time only.</summary>
internal static class TestCodecs
{
    public static IReadOnlyList<ICodec> All { get; } = new PlugCatalog(typeof(JsonCodec).Assembly).All<ICodec>();

    /// <summary>Those that carry contract types.</summary>
    public static TheoryData<string> Names => [.. All.Where(c => c.WhyNot(typeof(Sample)) is null).Select(c => c.Name)];

    /// <summary>Those that carry types which contain themselves.</summary>
    public static TheoryData<string> Recursive => [.. All.Where(c => c.WhyNot(typeof(Node)) is null).Select(c => c.Name)];

    public static ICodec Find(string name) => All.Single(c => c.Name == name);

    public static byte[] Encode<T>(ICodec codec, T message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        codec.For<T>().Encode(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public static T Decode<T>(ICodec codec, byte[] bytes) => codec.For<T>().Decode(new ReadOnlySequence<byte>(bytes));

    public static AnyCodec For(ICodec codec, Type messageType) =>
        (AnyCodec)Activator.CreateInstance(typeof(AnyCodec<>).MakeGenericType(messageType), codec)!;
}

/// <summary>A message codec of a type known at run time only.</summary>
internal abstract class AnyCodec
{
    public abstract void Encode(object message, IBufferWriter<byte> output);

    public abstract object Decode(in ReadOnlySequence<byte> input);

    public abstract string? Difference(object expected, object actual);

    public byte[] Encode(object message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Encode(message, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public object Decode(byte[] bytes) => Decode(new ReadOnlySequence<byte>(bytes));
}

internal sealed class AnyCodec<T>(ICodec codec) : AnyCodec
{
    private readonly IMessageCodec<T> _codec = codec.For<T>();

    public override void Encode(object message, IBufferWriter<byte> output) => _codec.Encode((T)message, output);

    public override object Decode(in ReadOnlySequence<byte> input) => _codec.Decode(input)!;

    public override string? Difference(object expected, object actual) => MessageEquality.FirstDifference((T)expected, (T)actual);
}
