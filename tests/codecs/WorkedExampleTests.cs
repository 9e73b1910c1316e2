using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Tests.Harness.Generator;
using Bench.Tests.House;
using CsCheck;

namespace Bench.Tests.Codecs;

/// <summary>The codec that the page on codecs adds, as it stands there: it compiles, is found, and keeps to what every codec keeps to.</summary>
public sealed class WorkedExampleTests
{
    private static readonly ICodec Codec = new PlugCatalog(
        ContractCompiler.Load(ContractCompiler.Compile("global using System.IO;", DocLines.Fences("codecs/README.md", "csharp").Last()))).All<ICodec>().Single();

    [Fact]
    public void Messages_come_back_as_they_were_whatever_the_segments() => Sample.Any.Sample(
        sample =>
        {
            byte[] bytes = TestCodecs.Encode(Codec, sample);
            Assert.Null(MessageEquality.FirstDifference(sample, TestCodecs.Decode<Sample>(Codec, bytes)));
            Assert.Null(MessageEquality.FirstDifference(sample, Codec.For<Sample>().Decode(Slices.Every(bytes, 7))));
        },
        iter: 50,
        threads: 1);

    [Fact]
    public void What_is_cut_or_goes_on_is_an_error()
    {
        byte[] bytes = TestCodecs.Encode(Codec, new Sample { Text = new string('x', 10_000) });
        Assert.InRange(bytes.Length, 10, 1_000);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<Exception>(() => TestCodecs.Decode<Sample>(Codec, bytes[..length]));
        }
        Assert.ThrowsAny<Exception>(() => TestCodecs.Decode<Sample>(Codec, [.. bytes, 0]));
        Assert.ThrowsAny<Exception>(() => TestCodecs.Encode<Sample>(Codec, null!));
    }

    [Fact]
    public void Few_bytes_do_not_unpack_to_very_many()
    {
        byte[] bomb = TestCodecs.Encode(Codec, new Sample { Bytes = new byte[10 << 20] });
        Assert.InRange(bomb.Length, 1, 100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => TestCodecs.Decode<Sample>(Codec, bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}
