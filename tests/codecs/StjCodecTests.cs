using System.Text;
using System.Text.Json;
using Bench.Codecs;
using Bench.Harness.Contracts;

namespace Bench.Tests.Codecs;

public sealed class StjCodecTests
{
    private readonly StjCodec _codec = new();

    [Fact]
    public void Members_stand_in_their_order_without_white_space() =>
        Assert.Equal("""{"Next":{"Next":null,"Value":2},"Value":1}""", Encoding.UTF8.GetString(TestCodecs.Encode(_codec, Node.Chain(2))));

    [Fact]
    public void Text_is_as_short_as_that_of_the_other_json()
    {
        foreach (string text in (string[])["plain", "<a href='x'>&+", "Ünïcödé", "漢字", "\"\\\n\t"])
        {
            var leaf = new Sample { Text = text };
            Assert.Equal(Member(TestCodecs.Encode(new JsonCodec(), leaf)), Member(TestCodecs.Encode(_codec, leaf)));
        }
        // The library escapes what takes two UTF-16 units, whatever it is told.
        Assert.Equal("\"\\uD83D\\uDE00\"", Member(TestCodecs.Encode(_codec, new Sample { Text = "😀" })));
    }

    [Fact]
    public void What_the_one_json_writes_the_other_reads()
    {
        var sample = new Sample { Long = long.MinValue, Text = "x😀", Doubles = [0.1], Time = new DateTime(638_000_000_123_456_789, DateTimeKind.Utc), Day = DayOfWeek.Friday, Bytes = [1, 2] };
        Assert.Null(MessageEquality.FirstDifference(sample, TestCodecs.Decode<Sample>(new JsonCodec(), TestCodecs.Encode(_codec, sample))));
        Assert.Null(MessageEquality.FirstDifference(sample, TestCodecs.Decode<Sample>(_codec, TestCodecs.Encode(new JsonCodec(), sample))));
    }

    [Theory]
    [InlineData(new byte[] { 0xC3 })] // cut
    [InlineData(new byte[] { 0xFF })] // never in UTF-8
    [InlineData(new byte[] { 0xC0, 0x80 })] // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })] // beyond Unicode
    [InlineData(new byte[] { 0 })]
    public void Bytes_that_are_not_text_are_an_error(byte[] bytes)
    {
        byte[] input = [.. "{\"Text\":\"a"u8, .. bytes, .. "b\"}"u8];
        IMessageCodec<Sample> codec = _codec.For<Sample>();
        Assert.ThrowsAny<JsonException>(() => codec.Decode(new(input)));
        Assert.ThrowsAny<JsonException>(() => codec.Decode(Slices.Every(input, 1)));
        Assert.ThrowsAny<JsonException>(() => codec.Decode(Slices.Every(input[..(10 + bytes.Length)], 1)));
    }

    [Fact]
    public void White_space_around_a_message_is_accepted_and_nothing_else_whatever_the_segments()
    {
        byte[] spaced = " \r\n\t{ \"Value\" : 5 } \n"u8.ToArray();
        IMessageCodec<Node> codec = _codec.For<Node>();
        Assert.Equal(5, codec.Decode(new(spaced)).Value);
        Assert.Equal(5, codec.Decode(Slices.Every(spaced, 1)).Value);
        Assert.ThrowsAny<JsonException>(() => codec.Decode(Slices.Every([.. spaced, (byte)'x'], 1)));
        Assert.ThrowsAny<JsonException>(() => codec.Decode(Slices.Every("null"u8.ToArray(), 1)));
        Assert.ThrowsAny<Exception>(() => codec.Decode(Slices.Every(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"Next\":", 70)) + "null" + new string('}', 70)), 16)));
    }

    private static string Member(byte[] message)
    {
        string json = Encoding.UTF8.GetString(message);
        int from = json.IndexOf("\"Text\":", StringComparison.Ordinal) + 7;
        return json[from..json.IndexOf(",\"Bytes\"", from, StringComparison.Ordinal)];
    }
}
