using System.Text;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Tests.Codecs;

public sealed class MalformedInputTests
{
    private const int Deep = 100_000;

    private static readonly Sample Message = new()
    {
        Long = 1234567890123,
        Text = "some text, ünïcode",
        Bytes = [1, 2, 3, 4],
        Ints = [1, 200, 70_000],
        Doubles = [0.5, 1e300],
        Texts = ["a", "bc"],
        Time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Branches = [new Branch { Value = 1 }, new Branch { Value = 2, Leaf = new Leaf { Value = 3 } }],
        Map = new() { ["k"] = 1 },
    };

    public static TheoryData<string> Codecs => TestCodecs.Names;

    public static TheoryData<string> RecursiveCodecs => TestCodecs.Recursive;

    /// <summary>How each format nests: within a member of that type, and within one that no class knows.</summary>
    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "json", JsonNesting() },
        { "json", JsonUnknown() },
        { "json", Encoding.UTF8.GetBytes(new string('[', Deep)) },
        { "stj", JsonNesting() },
        { "stj", JsonUnknown() },
        { "stj", Encoding.UTF8.GetBytes(new string('[', Deep)) },
        { "nerdbank", [.. Enumerable.Repeat<byte[]>([0x92], Deep).SelectMany(b => b), 0xC0] },
        { "messagepack", [.. Enumerable.Repeat<byte[]>([0x92, 0xC0], Deep).SelectMany(b => b), 0xC0] },
        { "protobuf", ProtobufNesting(Deep) },
        { "protobuf", [.. Enumerable.Repeat((byte)0x0B, Deep), .. Enumerable.Repeat((byte)0x0C, Deep)] },
        { "protobuf", [.. Enumerable.Repeat((byte)0x2B, Deep), .. Enumerable.Repeat((byte)0x2C, Deep)] },
    };

    [Theory, MemberData(nameof(Bombs))]
    public void Nesting_of_100_000_levels_is_refused(string name, byte[] bytes) =>
        Assert.ThrowsAny<Exception>(() => TestCodecs.Decode<Node>(TestCodecs.Find(name), bytes));

    /// <summary>Both libraries step over a member that they don't know without recursion.</summary>
    [Theory]
    [InlineData("messagepack", new byte[] { 0x94, 0xC0, 0xC0, 0x07 }, new byte[] { 0x91 })]
    [InlineData("messagepack", new byte[] { 0x94, 0xC0, 0xC0, 0x07 }, new byte[] { 0x81, 0x01 })]
    [InlineData("nerdbank", new byte[] { 0x93, 0xC0, 0x07 }, new byte[] { 0x91 })]
    [InlineData("nerdbank", new byte[] { 0x93, 0xC0, 0x07 }, new byte[] { 0x81, 0x01 })]
    public void MessagePack_skips_an_unknown_member_of_any_depth(string name, byte[] start, byte[] level)
    {
        byte[] bytes = [.. start, .. Enumerable.Repeat(level, 10 * Deep).SelectMany(b => b), 0xC0];
        Assert.Equal(7, TestCodecs.Decode<Node>(TestCodecs.Find(name), bytes).Value);
    }

    [Theory, MemberData(nameof(RecursiveCodecs))]
    public void Nesting_is_limited_alike_in_every_codec(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        Node deepest = Node.Chain(60);
        Assert.Null(MessageEquality.FirstDifference(deepest, TestCodecs.Decode<Node>(codec, TestCodecs.Encode(codec, deepest))));
        Assert.ThrowsAny<Exception>(() => TestCodecs.Decode<Node>(codec, TestCodecs.Encode(codec, Node.Chain(70))));
    }

    /// <summary>A format without an end mark can't know that something is missing at its end; it must not invent it either.</summary>
    [Theory, MemberData(nameof(Codecs))]
    public void A_cut_message_throws_or_is_another_one(string name)
    {
        IMessageCodec<Sample> codec = TestCodecs.Find(name).For<Sample>();
        byte[] bytes = TestCodecs.Encode(TestCodecs.Find(name), Message);
        int accepted = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            if (TryDecode(codec, bytes[..length], out Sample? decoded))
            {
                accepted++;
                Assert.NotNull(MessageEquality.FirstDifference(Message, decoded));
            }
        }
        // Protocol Buffers takes the empty message and every cut between two fields for a whole one.
        Assert.True(name == "protobuf" || accepted == 0, $"{name} takes {accepted} of {bytes.Length} cut messages for whole ones");
    }

    [Theory, MemberData(nameof(Codecs))]
    public void A_byte_behind_the_message_is_an_error(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        byte[] bytes = TestCodecs.Encode(codec, Message);
        for (int value = 0; value < 256; value++)
        {
            bool isWhiteSpace = name == "json" ? value < 128 && char.IsWhiteSpace((char)value) : name == "stj" && value is ' ' or '\t' or '\r' or '\n';
            bool accepted = TryDecode(codec.For<Sample>(), [.. bytes, (byte)value], out _);
            Assert.True(accepted == isWhiteSpace, $"{name} {(accepted ? "accepts" : "refuses")} a trailing 0x{value:X2}");
        }
    }

    [Theory, InlineData("json"), InlineData("messagepack"), InlineData("stj"), InlineData("memorypack"), InlineData("nerdbank")]
    public void A_second_message_behind_the_first_is_an_error(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        byte[] bytes = TestCodecs.Encode(codec, Message);
        Assert.ThrowsAny<Exception>(() => TestCodecs.Decode<Sample>(codec, [.. bytes, .. bytes]));
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Flipped_bits_neither_hang_nor_take_much_memory(string name)
    {
        IMessageCodec<Sample> codec = TestCodecs.Find(name).For<Sample>();
        byte[] bytes = TestCodecs.Encode(TestCodecs.Find(name), Message);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertModest(codec, flipped);
        }
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Noise_neither_hangs_nor_takes_much_memory(string name)
    {
        IMessageCodec<Page> codec = TestCodecs.Find(name).For<Page>();
        var random = new PayloadRandom(7);
        for (int i = 0; i < 3000; i++)
        {
            AssertModest(codec, random.Bytes(random.Next(1, 200)));
        }
    }

    [Theory, MemberData(nameof(Codecs))]
    public void No_message_is_null(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        Assert.Throws<ArgumentNullException>(() => TestCodecs.Encode<Sample>(codec, null!));
        Assert.Throws<Newtonsoft.Json.JsonSerializationException>(() => TestCodecs.Decode<Sample>(TestCodecs.Find("json"), "null"u8.ToArray()));
        Assert.Throws<MessagePack.MessagePackSerializationException>(() => TestCodecs.Decode<Sample>(TestCodecs.Find("messagepack"), [0xC0]));
        Assert.Throws<System.Text.Json.JsonException>(() => TestCodecs.Decode<Sample>(TestCodecs.Find("stj"), "null"u8.ToArray()));
        Assert.Throws<MemoryPack.MemoryPackSerializationException>(() => TestCodecs.Decode<Sample>(TestCodecs.Find("memorypack"), [0xFF]));
        Assert.Throws<Nerdbank.MessagePack.MessagePackSerializationException>(() => TestCodecs.Decode<Sample>(TestCodecs.Find("nerdbank"), [0xC0]));
    }

    private static void AssertModest<T>(IMessageCodec<T> codec, byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = TryDecode(codec, bytes, out _);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 4 << 20, $"{allocated} B allocated for {Convert.ToHexString(bytes)}");
    }

    private static bool TryDecode<T>(IMessageCodec<T> codec, byte[] bytes, out T? message)
    {
        try
        {
            message = codec.Decode(new(bytes));
            return true;
        }
        catch (Exception)
        {
            message = default;
            return false;
        }
    }

    private static byte[] JsonNesting() => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"Next\":", Deep)) + "null" + new string('}', Deep));

    private static byte[] JsonUnknown() => Encoding.UTF8.GetBytes("{\"Unknown\":" + new string('[', Deep) + new string(']', Deep) + "}");

    /// <summary>Field 1, length-delimited, in itself; written from the inside out.</summary>
    private static byte[] ProtobufNesting(int levels)
    {
        var backwards = new List<byte>();
        for (int i = 0; i < levels; i++)
        {
            byte[] length = new byte[5];
            int used = 0;
            for (uint rest = (uint)backwards.Count; used == 0 || rest > 0; rest >>= 7)
            {
                length[used++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0));
            }
            backwards.AddRange(length.Take(used).Reverse());
            backwards.Add(0x0A);
        }
        backwards.Reverse();
        return [.. backwards];
    }
}
