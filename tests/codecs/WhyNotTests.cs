using System.Runtime.Serialization;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using MemoryPack;

namespace Bench.Tests.Codecs;

public sealed class WhyNotTests
{
    [Theory, InlineData("json"), InlineData("messagepack"), InlineData("protobuf"), InlineData("stj"), InlineData("nerdbank")]
    public void Contract_types_can_be_carried(string name)
    {
        Assert.Null(TestCodecs.Find(name).WhyNot(typeof(Sample)));
        Assert.Null(TestCodecs.Find(name).WhyNot(typeof(Node)));
    }

    [Fact]
    public void MemoryPack_does_not_follow_types_into_themselves()
    {
        ICodec codec = TestCodecs.Find("memorypack");
        Assert.Null(codec.WhyNot(typeof(Sample)));
        Assert.StartsWith("Bench.Tests.Codecs.Node can contain itself", codec.WhyNot(typeof(Node)), StringComparison.Ordinal);
        Assert.StartsWith("Bench.Tests.Codecs.Ring can contain itself", codec.WhyNot(typeof(HolderOfRings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stj", "[JsonSerializable(typeof(Unmarked))]", "[assembly: SerializerMetadata(typeof(…))]")]
    [InlineData("nerdbank", "[GenerateShapeFor<Unmarked>]", "[assembly: SerializerMetadata(typeof(…))]")]
    [InlineData("memorypack", "partial", "[MemoryPackable]")]
    [InlineData("bytes", "one [DataMember]", "byte[]")]
    public void A_reason_says_how_to_mend_it(string name, string one, string other)
    {
        string reason = TestCodecs.Find(name).WhyNot(typeof(Unmarked))!;
        Assert.Contains(one, reason, StringComparison.Ordinal);
        Assert.Contains(other, reason, StringComparison.Ordinal);
    }

    /// <summary>The order of declaration is no part of the contract's hash.</summary>
    [Theory, InlineData("memorypack"), InlineData("nerdbank")]
    public void Members_sent_as_declared_have_to_be_declared_in_order(string name) =>
        Assert.StartsWith("Bench.Tests.Codecs.Backwards declares its members in another order", TestCodecs.Find(name).WhyNot(typeof(HolderOfBackwards)), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(RawBytes), true)]
    [InlineData(typeof(Sample), false)]
    [InlineData(typeof(Leaf), false)]
    [InlineData(typeof(Unmarked), false)]
    [InlineData(typeof(byte[]), false)]
    [InlineData(typeof(TwoArrays), false)]
    [InlineData(typeof(ReadOnlyBytes), false)]
    [InlineData(typeof(BytesMadeOfSome), false)]
    public void Plain_bytes_are_one_array(Type type, bool carried) => Assert.Equal(carried, TestCodecs.Find("bytes").WhyNot(type) is null);

    [Theory]
    [InlineData("json", typeof(ICloneable))]
    [InlineData("messagepack", typeof(ICloneable))]
    [InlineData("messagepack", typeof(Unmarked))]
    [InlineData("messagepack", typeof(Holder))]
    [InlineData("messagepack", typeof(HolderOfMany))]
    [InlineData("stj", typeof(ICloneable))]
    [InlineData("stj", typeof(Unmarked))]
    [InlineData("stj", typeof(Node[][]))]
    [InlineData("nerdbank", typeof(ICloneable))]
    [InlineData("nerdbank", typeof(Unmarked))]
    [InlineData("nerdbank", typeof(Node[][]))]
    [InlineData("memorypack", typeof(ICloneable))]
    [InlineData("memorypack", typeof(Unmarked))]
    [InlineData("memorypack", typeof(Holder))]
    [InlineData("memorypack", typeof(HolderOfMany))]
    [InlineData("memorypack", typeof(int))]
    [InlineData("memorypack", typeof(Leaf[]))]
    [InlineData("protobuf", typeof(ICloneable))]
    [InlineData("protobuf", typeof(Unmarked))]
    [InlineData("protobuf", typeof(Holder))]
    [InlineData("protobuf", typeof(HolderOfMany))]
    [InlineData("protobuf", typeof(Unnumbered))]
    [InlineData("protobuf", typeof(DateTimeOffset))]
    [InlineData("protobuf", typeof(int))]
    [InlineData("protobuf", typeof(Node[]))]
    public void What_cannot_be_carried_has_a_reason_that_names_the_type(string name, Type type)
    {
        string? reason = TestCodecs.Find(name).WhyNot(type);
        Assert.NotNull(reason);
        Assert.Contains(type == typeof(Holder) || type == typeof(HolderOfMany) ? nameof(Unmarked) : type.Name, reason, StringComparison.Ordinal);
    }
}

public sealed class Unmarked
{
    public int Value { get; set; }
}

[DataContract]
public sealed class Holder
{
    [DataMember(Order = 1)] public Unmarked? Inner { get; set; }
}

[DataContract]
public sealed class HolderOfMany
{
    [DataMember(Order = 1)] public List<Unmarked>? Inner { get; set; }
}

[DataContract]
public sealed class Unnumbered
{
    [DataMember] public int Value { get; set; }
}

[DataContract, MemoryPackable]
public sealed partial class HolderOfRings
{
    [DataMember(Order = 1)] public Dictionary<string, Ring>? Rings { get; set; }
}

/// <summary>Contains itself by way of another, in members that are no part of the contract.</summary>
[DataContract, MemoryPackable]
public sealed partial class Ring
{
    public RingHalf[]? Half { get; set; }
}

[DataContract, MemoryPackable]
public sealed partial class RingHalf
{
    public Ring? Ring { get; set; }
}

[DataContract]
public sealed class TwoArrays
{
    [DataMember(Order = 1)] public byte[]? One { get; set; }
    [DataMember(Order = 2)] public byte[]? Other { get; set; }
}

[DataContract]
public sealed class ReadOnlyBytes
{
    [DataMember(Order = 1)] public byte[]? Data { get; }
}

[DataContract]
public sealed class BytesMadeOfSome(byte[] data)
{
    [DataMember(Order = 1)] public byte[]? Data { get; set; } = data;
}

[DataContract, MemoryPackable]
public sealed partial class HolderOfBackwards
{
    [DataMember(Order = 1)] public Backwards[]? Items { get; set; }
}

[DataContract, MemoryPackable]
public sealed partial class Backwards
{
    [DataMember(Order = 2)] public int Second { get; set; }
    [DataMember(Order = 1)] public int First { get; set; }
}
