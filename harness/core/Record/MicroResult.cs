namespace Bench.Harness.Record;

/// <summary>What one benchmark of a single part found, outside of any call. A figure that was not measured is absent.</summary>
public sealed record MicroResult
{
    /// <summary>The suite that measures codecs after their warm-up.</summary>
    public const string CodecSuite = "CodecBenchmarks";

    /// <summary>The suite that measures the first messages of a process.</summary>
    public const string FirstMessageSuite = "FirstMessageBenchmarks";

    /// <summary>Benchmark of <see cref="CodecSuite"/>: encodes into a buffer that is made for the message.</summary>
    public const string EncodeFresh = "EncodeFresh";

    /// <summary>Benchmark of <see cref="CodecSuite"/>: encodes into a buffer that has its size already, as a connection's has.</summary>
    public const string EncodeReused = "EncodeReused";

    /// <summary>Benchmark of <see cref="CodecSuite"/>: decodes a message from one segment of memory.</summary>
    public const string Decode = "Decode";

    /// <summary>Benchmark of <see cref="FirstMessageSuite"/>: the first message of a process is encoded.</summary>
    public const string FirstEncode = "FirstEncode";

    /// <summary>Benchmark of <see cref="FirstMessageSuite"/>: the first message of a process is encoded and decoded.</summary>
    public const string FirstRoundTrip = "FirstRoundTrip";

    /// <summary>The suite that measures the load engine by itself.</summary>
    public const string EngineSuite = "EngineBenchmarks";

    /// <summary>Benchmark of <see cref="EngineSuite"/>: a call that does nothing, by one worker.</summary>
    public const string NoOp = "NoOp";

    /// <summary>Benchmark of <see cref="EngineSuite"/>: such calls by two workers at once, time per call of both together.</summary>
    public const string NoOpByTwo = "NoOpByTwo";

    /// <summary>Benchmark of <see cref="EngineSuite"/>: two readings of the clock.</summary>
    public const string TwoClockReadings = "TwoClockReadings";

    /// <summary>The suite that measures what it costs to time the stages of calls. Its benchmarks are a number of calls under way and what becomes of those.</summary>
    public const string StageSuite = "StageBenchmarks";

    /// <summary>Benchmark of <see cref="StageSuite"/>: one call at a time; alone, without stages.</summary>
    public const string OneUnderWay = "One";

    /// <summary>Benchmark of <see cref="StageSuite"/>: 16 calls under way; alone, without stages.</summary>
    public const string SixteenUnderWay = "Sixteen";

    /// <summary>End of a benchmark's name: with stages, some sampled as in a run.</summary>
    public const string WithStages = "WithStages";

    /// <summary>End of a benchmark's name: what stages cost a call that is not sampled.</summary>
    public const string NotSampled = "NotSampled";

    /// <summary>End of a benchmark's name: with stages, and all sampled.</summary>
    public const string AlwaysSampled = "AlwaysSampled";

    /// <summary>Name of the suite, e.g. <c>CodecBenchmarks</c>.</summary>
    public required string Suite { get; init; }

    /// <summary>Name of the benchmark within it.</summary>
    public required string Benchmark { get; init; }

    /// <summary>The message it was measured with; absent where the suite has none.</summary>
    public MicroParameters? Parameters { get; init; }

    /// <summary>Number of launches and iterations, by BenchmarkDotNet's name, e.g. <c>ShortRun</c>.</summary>
    public required string Job { get; init; }

    /// <summary>Where it ran: <c>in-process</c> beside everything else in the command, or the toolchain that built a process of its own.</summary>
    public required string Toolchain { get; init; }

    /// <summary>True if it ran in the command's own process; absent otherwise.</summary>
    public bool? InProcess { get; init; }

    /// <summary>Iterations that the figures are of, outliers left out; absent if it failed.</summary>
    public int? Iterations { get; init; }

    /// <summary>Mean time of an operation over the iterations, ns.</summary>
    public double? MeanNs { get; init; }

    /// <summary>Median over the iterations, ns.</summary>
    public double? MedianNs { get; init; }

    /// <summary>Lower end of the median's 95 % interval, ns: Student's t on logarithms below 6 iterations, order statistics from 6; absent below 2.</summary>
    public double? LowNs { get; init; }

    /// <summary>Upper end.</summary>
    public double? HighNs { get; init; }

    /// <summary>Managed bytes allocated by an operation.</summary>
    public double? AllocatedBytes { get; init; }

    /// <summary>Median size of the encoded message over those of its kind, bytes, without framing; absent without <see cref="Parameters"/>.</summary>
    public double? EncodedBytes { get; init; }

    /// <summary>Median size of the same messages, each compressed by itself with gzip at .NET's level "optimal", bytes.</summary>
    public double? GzipBytes { get; init; }

    /// <summary>Why there are no figures, for the user; absent if all went well.</summary>
    public string? Failure { get; init; }
}

/// <summary>A message kind of a scenario in a codec.</summary>
/// <param name="Codec">Name of the codec.</param>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Method">Method of its contract.</param>
/// <param name="Message"><see cref="Request"/> or <see cref="Reply"/>.</param>
/// <param name="Weight">The scenario's own weight of the method among its calls.</param>
public sealed record MicroParameters(string Codec, string Scenario, string Method, string Message, int Weight)
{
    /// <summary>The message that a client encodes and a server decodes.</summary>
    public const string Request = "request";

    /// <summary>The message that a server encodes and a client decodes.</summary>
    public const string Reply = "reply";
}
