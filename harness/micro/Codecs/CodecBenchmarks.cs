using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Codecs;

/// <summary>
/// What a codec costs per message once it is warm, by message kind of each scenario: one thread, caches hot, up to 16 different messages in turn.
/// A virtual call and the choice of the message are in it, about 3 ns.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class CodecBenchmarks
{
    private CodecWork _work = null!;

    /// <summary>The codec and its messages.</summary>
    public CodecCase Case { get; set; } = null!;

    /// <summary>Makes the messages and warms the codec up.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _work = await Case.PrepareAsync().ConfigureAwait(false);
        _work.WarmUp();
    }

    /// <summary>Into a buffer made for the message, which grows with it.</summary>
    [Benchmark]
    public int EncodeFresh() => _work.EncodeFresh();

    /// <summary>Into a buffer that has its size already, as a connection's has.</summary>
    [Benchmark]
    public int EncodeReused() => _work.EncodeReused();

    /// <summary>From one segment of memory.</summary>
    [Benchmark]
    public void Decode() => _work.Decode();
}
