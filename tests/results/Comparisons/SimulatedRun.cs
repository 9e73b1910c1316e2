using Bench.Harness.Randomness;
using Bench.Harness.Record;
using Bench.Results.Statistics;

namespace Bench.Tests.Results.Comparisons;

/// <summary>
/// Records whose launches vary as measured ones do: each by a log-normal factor, CPU per call by 3 %, throughput and p50 by 5 %, of which a half
/// is what the machine was like in the launch and moves all figures together.
/// </summary>
internal sealed class SimulatedRun(ulong seed)
{
    private const double Cpu = 0.03;
    private const double Pace = 0.05;

    private static readonly string[] Codecs = ["json", "messagepack", "protobuf"];
    private static readonly RunRecord Empty = SampleRun.Complete([]) with { Trust = new Trust(TrustVerdict.Valid, []) };

    private SplitMix64 _random = new(seed);

    /// <summary>A run of three cells.</summary>
    /// <param name="rounds">Launches a cell.</param>
    /// <param name="slowdown">How much more CPU the client of the second cell takes per call, as a share.</param>
    public RunRecord Next(int rounds, double slowdown = 0) => Empty with
    {
        Cells = [.. Codecs.Select((codec, i) => Cell(codec, rounds, i == 1 ? 1 + slowdown : 1))],
    };

    private CellRecord Cell(string codec, int rounds, double slower)
    {
        RoundRecord[] launches = [.. Enumerable.Range(1, rounds).Select(round => Launch(round, slower))];
        return SampleRun.Cell("order", "pooled", codec, launches) with { Summary = Summary.Of(launches), Trust = new Trust(TrustVerdict.Valid, []) };
    }

    private RoundRecord Launch(int round, double slower)
    {
        double machine = Normal();
        double Factor(double spread) => Math.Exp(spread * Math.Sqrt(0.5) * (machine + Normal()));
        return new RoundRecord
        {
            Round = round,
            Counts = new CallCounts { Scheduled = 1000, Started = 1000, Ok = 1000, Attempts = 1000 },
            ThroughputPerSecond = 20_000 / Factor(Pace),
            Latency = new LatencyFigures<double> { Response = new Percentiles<double> { P50Ns = 800_000 * Factor(Pace) } },
            Client = new ProcessFigures<double> { CpuNsPerCall = 40_000 * slower * Factor(Cpu), AllocatedBytesPerCall = 5_000 + (0.2 * Normal()) },
            Server = new ProcessFigures<double> { CpuNsPerCall = 30_000 * Factor(Cpu), AllocatedBytesPerCall = 4_000 + (0.2 * Normal()) },
            Wire = new WireFigures<double> { BytesOutPerCall = 1_839, BytesInPerCall = 53 },
        };
    }

    // G. E. P. Box and M. E. Muller, A note on the generation of random normal deviates, 1958.
    private double Normal() => Math.Sqrt(-2 * Math.Log(_random.NextAboveZero())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
