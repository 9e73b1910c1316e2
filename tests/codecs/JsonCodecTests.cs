using System.Text;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Newtonsoft.Json;

namespace Bench.Tests.Codecs;

public sealed class JsonCodecTests
{
    private readonly JsonCodec _codec = new();

    [Fact]
    public void Members_stand_in_their_order_without_white_space() =>
        Assert.Equal("""{"Next":{"Next":null,"Value":2},"Value":1}""", Encoding.UTF8.GetString(TestCodecs.Encode(_codec, Node.Chain(2))));

    [Fact]
    public void Case13_a_type_named_in_the_input_is_not_created()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("""{"$type":"System.IO.FileInfo, System.Runtime","Any":{"$type":"System.IO.FileInfo, System.Runtime","fileName":"x"}}""");
        Assert.IsType<Newtonsoft.Json.Linq.JObject>(TestCodecs.Decode<HolderOfAny>(_codec, bytes).Any);
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
        Assert.Throws<JsonReaderException>(() => codec.Decode(new(input)));
        Assert.Throws<JsonReaderException>(() => codec.Decode(Slices.Every(input, 1)));
        Assert.Throws<JsonReaderException>(() => codec.Decode(Slices.Every(input[..(10 + bytes.Length)], 1)));
    }

    [Fact]
    public void White_space_around_a_message_is_accepted() =>
        Assert.Equal(5, TestCodecs.Decode<Node>(_codec, " \r\n\t{ \"Value\" : 5 } \n"u8.ToArray()).Value);
}

[System.Runtime.Serialization.DataContract]
public sealed class HolderOfAny
{
    [System.Runtime.Serialization.DataMember(Order = 1)] public object? Any { get; set; }
}
