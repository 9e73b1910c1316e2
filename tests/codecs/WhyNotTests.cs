using System.Runtime.Serialization;
using Bench.Harness.Contracts;

namespace Bench.Tests.Codecs;

public sealed class WhyNotTests
{
    [Theory, InlineData("json"), InlineData("messagepack"), InlineData("protobuf")]
    public void Contract_types_can_be_carried(string name)
    {
        Assert.Null(TestCodecs.Find(name).WhyNot(typeof(Sample)));
        Assert.Null(TestCodecs.Find(name).WhyNot(typeof(Node)));
    }

    [Theory]
    [InlineData("json", typeof(ICloneable))]
    [InlineData("messagepack", typeof(ICloneable))]
    [InlineData("messagepack", typeof(Unmarked))]
    [InlineData("messagepack", typeof(Holder))]
    [InlineData("messagepack", typeof(HolderOfMany))]
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
