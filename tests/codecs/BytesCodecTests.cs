using System.Buffers;
using System.Runtime.Serialization;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Tests.Codecs;

public sealed class BytesCodecTests
{
    private readonly IReusingMessageCodec<RawBytes> _codec = Assert.IsAssignableFrom<IReusingMessageCodec<RawBytes>>(new BytesCodec().For<RawBytes>());

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 7 })]
    [InlineData(new byte[] { 0, 255, 1, 2, 3 })]
    public void A_message_is_its_bytes(byte[] data)
    {
        Assert.Equal(data, TestCodecs.Encode(new BytesCodec(), new RawBytes { Data = data }));
        Assert.Equal(data, _codec.Decode(new(data)).Data);
        Assert.Equal(data, data.Length == 0 ? [] : _codec.Decode(Slices.Every(data, 1)).Data);
    }

    [Fact]
    public void Null_comes_back_empty_and_no_message_is_an_error()
    {
        Assert.Equal([], _codec.Decode(new(TestCodecs.Encode(new BytesCodec(), new RawBytes()))).Data!);
        Assert.Throws<ArgumentNullException>(() => TestCodecs.Encode<RawBytes>(new BytesCodec(), null!));
    }

    [Fact]
    public void Messages_of_their_own_share_nothing()
    {
        byte[] input = [1, 2, 3];
        RawBytes one = _codec.Decode(new(input));
        RawBytes other = _codec.Decode(new(input));
        input[0] = 9;
        Assert.NotSame(one, other);
        Assert.NotSame(one.Data, other.Data);
        Assert.Equal([1, 2, 3], one.Data!);
    }

    [Fact]
    public void A_spent_message_is_filled_anew()
    {
        RawBytes spent = _codec.Decode(new([1, 2, 3]));
        byte[] array = spent.Data!;

        Assert.Same(spent, _codec.Decode(Slices.Every([4, 5, 6], 2), spent));
        Assert.Same(array, spent.Data);
        Assert.Equal([4, 5, 6], array);

        Assert.Same(spent, _codec.Decode(new([7]), spent));
        Assert.Equal([7], spent.Data!);
        Assert.Equal([4, 5, 6], array);

        spent.Data = null;
        Assert.Equal([8, 9], _codec.Decode(new([8, 9]), spent).Data!);
    }

    [Fact]
    public void Filling_it_allocates_nothing()
    {
        var input = new ReadOnlySequence<byte>(new byte[1024]);
        RawBytes spent = _codec.Decode(input);
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            spent = _codec.Decode(input, spent);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void Members_that_are_not_sent_are_not_touched()
    {
        var codec = (IReusingMessageCodec<Labelled>)new BytesCodec().For<Labelled>();
        var labelled = new Labelled { Label = "mine", Data = [1] };
        Assert.Equal("mine", codec.Decode(new([2]), labelled).Label);
        Assert.Null(codec.Decode(new([2])).Label);
    }
}

[DataContract]
public sealed class Labelled
{
    public string? Label { get; set; }

    [DataMember(Order = 1)] public byte[]? Data { get; set; }
}
