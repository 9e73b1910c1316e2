using System.Buffers;
using Bench.Harness.Contracts;
using CsCheck;

namespace Bench.Tests.Codecs;

public sealed class RoundTripTests
{
    public static TheoryData<string> Codecs => TestCodecs.Names;

    [Theory, MemberData(nameof(Codecs))]
    public void Random_messages_come_back_as_they_were(string name)
    {
        IMessageCodec<Sample> codec = TestCodecs.Find(name).For<Sample>();
        Sample.Any.Sample(sample =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            codec.Encode(sample, buffer);
            byte[] bytes = buffer.WrittenSpan.ToArray();
            Assert.Null(MessageEquality.FirstDifference(sample, codec.Decode(new ReadOnlySequence<byte>(bytes))));
            Assert.Null(MessageEquality.FirstDifference(sample, codec.Decode(Slices.Every(bytes, 1 + (bytes.Length % 7)))));
        }, iter: 300, threads: 1);
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Input_cut_at_any_byte_decodes_alike(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        // Characters of one to four bytes, escapes, and a token longer than a reader's first buffer.
        var sample = new Sample { Text = "aä€😀\"\\\n" + string.Concat(Enumerable.Repeat("😀", 700)), Texts = ["é", "漢字", "x"], Double = 0.1, Bytes = [1, 2, 3], Long = long.MinValue };
        IMessageCodec<Sample> samples = codec.For<Sample>();
        byte[] bytes = TestCodecs.Encode(codec, sample);
        for (int at = 0; at <= bytes.Length; at++)
        {
            Assert.Null(MessageEquality.FirstDifference(sample, samples.Decode(Slices.CutAt(bytes, at))));
        }
        for (int length = 1; length < 9; length++)
        {
            Assert.Null(MessageEquality.FirstDifference(sample, samples.Decode(Slices.Every(bytes, length))));
        }
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Output_may_hand_out_the_smallest_spans(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        // Pairs at even and odd offsets, so that blocks of any even length end within one of them.
        var sample = new Sample { Text = string.Concat(Enumerable.Repeat("😀", 3000)), Texts = ["x" + string.Concat(Enumerable.Repeat("😀", 3000))], Bytes = new byte[5000] };
        var output = new TinyWriter();
        codec.For<Sample>().Encode(sample, output);
        Assert.Equal(TestCodecs.Encode(codec, sample), output.Bytes);
        Assert.Null(MessageEquality.FirstDifference(sample, TestCodecs.Decode<Sample>(codec, [.. output.Bytes])));
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Messages_in_parallel_do_not_mix(string name)
    {
        IMessageCodec<Sample> codec = TestCodecs.Find(name).For<Sample>();
        Parallel.For(0, 2000, i =>
        {
            var sample = new Sample { Long = i, Text = new string((char)('a' + (i % 26)), i % 5000) };
            var buffer = new ArrayBufferWriter<byte>();
            codec.Encode(sample, buffer);
            Sample decoded = codec.Decode(new ReadOnlySequence<byte>(buffer.WrittenMemory));
            Assert.Equal((sample.Long, sample.Text), (decoded.Long, decoded.Text));
        });
    }

    /// <summary>Hands out exactly what is asked for, or one byte.</summary>
    private sealed class TinyWriter : IBufferWriter<byte>
    {
        private byte[] _span = [];

        public List<byte> Bytes { get; } = [];

        public void Advance(int count) => Bytes.AddRange(_span.AsSpan(0, count));

        public Memory<byte> GetMemory(int sizeHint = 0) => _span = new byte[Math.Max(1, sizeHint)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
