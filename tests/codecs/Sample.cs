using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Serialization;
using Bench.Harness.Contracts;
using CsCheck;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Tests.Codecs.SampleMetadata))]

namespace Bench.Tests.Codecs;

/// <summary>One member of each kind that messages are made of.</summary>
[DataContract, MemoryPackable]
public sealed partial class Sample
{
    [DataMember(Order = 1)] public long Long { get; set; }
    [DataMember(Order = 2)] public int Int { get; set; }
    [DataMember(Order = 3)] public uint UInt { get; set; }
    [DataMember(Order = 4)] public short Short { get; set; }
    [DataMember(Order = 5)] public byte Byte { get; set; }
    [DataMember(Order = 6)] public bool Bool { get; set; }
    [DataMember(Order = 7)] public float Float { get; set; }
    [DataMember(Order = 8)] public double Double { get; set; }
    [DataMember(Order = 9)] public decimal Decimal { get; set; }
    [DataMember(Order = 10)] public string? Text { get; set; }
    [DataMember(Order = 11)] public byte[]? Bytes { get; set; }
    [DataMember(Order = 12)] public int[]? Ints { get; set; }
    [DataMember(Order = 13)] public double[]? Doubles { get; set; }
    [DataMember(Order = 14)] public List<string>? Texts { get; set; }
    [DataMember(Order = 15)] public DateTime Time { get; set; }
    [DataMember(Order = 16)] public DateTime? MaybeTime { get; set; }
    [DataMember(Order = 17)] public TimeSpan Span { get; set; }
    [DataMember(Order = 18)] public Guid Guid { get; set; }
    [DataMember(Order = 19)] public DayOfWeek Day { get; set; }
    [DataMember(Order = 20)] public int? MaybeInt { get; set; }
    [DataMember(Order = 21)] public Branch? Branch { get; set; }
    [DataMember(Order = 22)] public Branch[]? Branches { get; set; }
    [DataMember(Order = 23)] public Dictionary<string, int>? Map { get; set; }

    private static readonly Gen<string> Strings = Gen.OneOf(
            Gen.Int[0x20, 0x7E], Gen.Int[0, 0xFF], Gen.Int[0x100, 0xD7FF], Gen.Int[0xE000, 0xFFFD], Gen.Int[0x10000, 0x10FFFF])
        .Array[0, 40].Select(runes => string.Concat(runes.Select(r => new Rune(r).ToString())));

    private static readonly Gen<DateTime> Times = Gen.Select(
        Gen.Long[new DateTime(1971, 1, 1).Ticks, new DateTime(2199, 1, 1).Ticks],
        Gen.Enum<DateTimeKind>(),
        (ticks, kind) => new DateTime(ticks, kind));

    // protobuf-net counts whole milliseconds as a double of ticks, which is exact to 28 years.
    private static readonly Gen<TimeSpan> Spans = Gen.Long[-(1L << 53), 1L << 53].Select(TimeSpan.FromTicks);

    private static readonly Gen<double> Reals = Gen.Double.Where(double.IsFinite).Select(d => d == 0 ? 0 : d);

    private static readonly Gen<Branch> Trees = Gen.Select(
        Gen.Int, Gen.Int.Nullable(), (value, inner) => new Branch { Value = value, Leaf = inner is int i ? new Leaf { Value = i } : null });

    /// <summary>Random samples within what every codec carries: no empty collection, no negative zero, no NaN, no byte array that is null, no half of a surrogate pair.</summary>
    public static Gen<Sample> Any { get; } =
        from numbers in Gen.Select(Gen.Long, Gen.Int, Gen.UInt, Gen.Short, Gen.Byte, Gen.Bool)
        from reals in Gen.Select(Gen.Float.Where(float.IsFinite).Select(f => f == 0 ? 0 : f), Reals, Gen.Decimal)
        from text in Strings.Null()
        from bytes in Gen.Byte.Array[0, 300]
        from ints in Gen.Int.Array[1, 50].Null()
        from doubles in Reals.Array[1, 50].Null()
        from texts in Strings.List[1, 20].Null()
        from times in Gen.Select(Times, Times.Nullable(), Spans)
        from rest in Gen.Select(Gen.Guid, Gen.Enum<DayOfWeek>(), Gen.Int.Nullable())
        from trees in Gen.Select(Trees.Null(), Trees.Array[1, 5].Null())
        from map in Gen.Dictionary(Strings, Gen.Int)[1, 5].Null()
        select new Sample
        {
            Long = numbers.Item1,
            Int = numbers.Item2,
            UInt = numbers.Item3,
            Short = numbers.Item4,
            Byte = numbers.Item5,
            Bool = numbers.Item6,
            Float = reals.Item1,
            Double = reals.Item2,
            Decimal = reals.Item3,
            Text = text,
            Bytes = bytes,
            Ints = ints,
            Doubles = doubles,
            Texts = texts,
            Time = times.Item1,
            MaybeTime = times.Item2,
            Span = times.Item3,
            Guid = rest.Item1,
            Day = rest.Item2,
            MaybeInt = rest.Item3,
            Branch = trees.Item1,
            Branches = trees.Item2,
            Map = map,
        };
}

[DataContract, MemoryPackable]
public sealed partial class Branch
{
    [DataMember(Order = 1)] public Leaf? Leaf { get; set; }
    [DataMember(Order = 2)] public int Value { get; set; }
}

[DataContract, MemoryPackable]
public sealed partial class Leaf
{
    [DataMember(Order = 1)] public int Value { get; set; }
}

/// <summary>A type that contains itself.</summary>
[DataContract, MemoryPackable]
public sealed partial class Node
{
    [DataMember(Order = 1)] public Node? Next { get; set; }
    [DataMember(Order = 2)] public int Value { get; set; }

    public static Node Chain(int length)
    {
        Node node = new() { Value = length };
        for (int i = 1; i < length; i++)
        {
            node = new Node { Next = node, Value = i };
        }
        return node;
    }
}

/// <summary>What source generators write of the messages of these tests.</summary>
[JsonSerializable(typeof(Sample)), GenerateShapeFor<Sample>]
[JsonSerializable(typeof(Node)), GenerateShapeFor<Node>]
[JsonSerializable(typeof(Empties)), GenerateShapeFor<Empties>]
[GenerateShapeFor<HolderOfBackwards>]
internal sealed partial class SampleMetadata : JsonSerializerContext;
