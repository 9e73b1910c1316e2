using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Codecs;

/// <summary>
/// What the first message of a type costs in a fresh process, each process giving one figure: the codec's part of the type is made, its code is
/// loaded and compiled, and the message is encoded. What differs between the two is the first decoding. Allocations are not measured: the
/// library takes them from a call of their own, which is no longer the first.
/// </summary>
public class FirstMessageBenchmarks
{
    private CodecWork _work = null!;

    /// <summary>The codec and its messages.</summary>
    public CodecCase Case { get; set; } = null!;

    /// <summary>Makes the messages; the codec sees none of them.</summary>
    [GlobalSetup]
    public async Task SetUpAsync() => _work = await Case.PrepareAsync().ConfigureAwait(false);

    /// <summary>Encodes the first message.</summary>
    [Benchmark]
    public int FirstEncode() => _work.FirstEncode();

    /// <summary>Encodes the first message and decodes it again.</summary>
    [Benchmark]
    public void FirstRoundTrip() => _work.FirstRoundTrip();
}
