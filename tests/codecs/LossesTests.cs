using Bench.Harness.Contracts;

namespace Bench.Tests.Codecs;

/// <summary>What a codec says that it loses is lost, and nothing else of these.</summary>
public sealed class LossesTests
{
    public static TheoryData<string> Codecs => TestCodecs.Names;

    [Theory, MemberData(nameof(Codecs))]
    public void Empty_collections_and_negative_zero(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        bool lost = Loses(codec, "zeros (-0.0 too) and empty collections except of primitives and enums");
        Sample back = RoundTrip(codec, new Sample { Ints = [], Texts = [], Map = [], Branches = [], Bytes = [], Text = "", Double = -0.0 });
        Assert.Equal("", back.Text);
        Assert.Equal([], back.Bytes!);
        Assert.Equal([], back.Ints!);
        Assert.Equal(lost, back.Texts is null);
        Assert.Equal(lost, back.Map is null);
        Assert.Equal(lost, back.Branches is null);
        Assert.Equal(lost, !double.IsNegative(back.Double));
        Empties empties = RoundTrip(codec, new Empties { One = 0, List = [], Enums = [], Dates = [] });
        Assert.Equal((false, false, lost), (empties.List is null, empties.Enums is null, empties.Dates is null));
        Assert.Equal(lost ? 1 : 0, empties.One);
        Sample nothing = RoundTrip(codec, new Sample());
        Assert.Equal(Loses(codec, "null byte arrays come back empty"), nothing.Bytes is not null);
        nothing.Bytes = null;
        Assert.Null(MessageEquality.FirstDifference(new Sample(), nothing));
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Unpaired_surrogates(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        var halves = new Sample { Text = "a\uD83Db\uDE00" };
        if (Loses(codec, "strings with unpaired surrogates are refused"))
        {
            Assert.ThrowsAny<Exception>(() => TestCodecs.Encode(codec, halves));
            return;
        }
        string expected = Loses(codec, "unpaired surrogates in strings become U+FFFD") ? "a\uFFFDb\uFFFD" : "a\uD83Db\uDE00";
        Assert.Equal(expected, RoundTrip(codec, halves).Text);
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Numbers_that_are_none(string name)
    {
        ICodec codec = TestCodecs.Find(name);
        bool refused = Loses(codec, "NaN and infinities are refused");
        foreach (double none in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            foreach (Sample sample in (Sample[])[new() { Bytes = [], Double = none }, new() { Bytes = [], Doubles = [1, none] }, new() { Bytes = [], Float = (float)none }])
            {
                if (refused)
                {
                    Assert.ThrowsAny<Exception>(() => TestCodecs.Encode(codec, sample));
                }
                else
                {
                    Assert.Null(MessageEquality.FirstDifference(sample, RoundTrip(codec, sample)));
                }
            }
        }
        // What failed leaves nothing behind.
        Assert.Equal(0.5, RoundTrip(codec, new Sample { Double = 0.5 }).Double);
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Dates_keep_their_kind_and_every_tick(string name)
    {
        Assert.SkipWhen(Loses(TestCodecs.Find(name), "DateTime"), "This codec says that it changes dates.");
        foreach (DateTimeKind kind in Enum.GetValues<DateTimeKind>())
        {
            var time = new DateTime(638_000_000_123_456_789, kind);
            DateTime back = RoundTrip(TestCodecs.Find(name), new Sample { Time = time }).Time;
            Assert.Equal((time.Ticks, kind), (back.Ticks, back.Kind));
        }
    }

    [Theory, MemberData(nameof(Codecs))]
    public void Strings_and_numbers_that_invite_to_convert(string name)
    {
        var sample = new Sample
        {
            Texts = ["2026-01-02T03:04:05Z", "/Date(0)/", "1.0", "null", "", "\0\u0001\u2028", "$type"],
            Map = new() { ["$type"] = 1, ["$id"] = 2, ["$ref"] = 3 },
            Doubles = [double.Epsilon, double.MaxValue, 0.1 + 0.2, 1e21],
            Bytes = [],
            Decimal = 1.10m,
            Long = long.MaxValue,
        };
        Assert.Null(MessageEquality.FirstDifference(sample, RoundTrip(TestCodecs.Find(name), sample)));
    }

    private static bool Loses(ICodec codec, string what) => codec.Losses?.Contains(what, StringComparison.Ordinal) == true;

    private static T RoundTrip<T>(ICodec codec, T message) => TestCodecs.Decode<T>(codec, TestCodecs.Encode(codec, message));
}

[System.Runtime.Serialization.DataContract, MemoryPack.MemoryPackable]
public sealed partial class Empties
{
    public Empties() => One = 1;

    [System.Runtime.Serialization.DataMember(Order = 1)] public List<int>? List { get; set; }
    [System.Runtime.Serialization.DataMember(Order = 2)] public DayOfWeek[]? Enums { get; set; }
    [System.Runtime.Serialization.DataMember(Order = 3)] public DateTime[]? Dates { get; set; }
    [System.Runtime.Serialization.DataMember(Order = 4)] public int One { get; set; }
}
