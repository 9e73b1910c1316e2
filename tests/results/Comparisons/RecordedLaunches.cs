using System.Globalization;
using Bench.Harness.Randomness;
using Bench.Harness.Record;
using Bench.Results.Statistics;
using Bench.Tests.Support;

namespace Bench.Tests.Results.Comparisons;

/// <summary>
/// Launches of one build that were measured three times beside each other (<c>recorded/launches.csv</c>, from 20 times
/// <c>ab --codecs messagepack --duration 1s --warmup 500ms --rounds 10</c> of a build against itself): a gate over them is resampled by drawing rounds with replacement and, within a round, which launch is whose.
/// </summary>
internal sealed class RecordedLaunches
{
    private readonly string[] _cells;
    private readonly Dictionary<(string Cell, int Round), RoundRecord[]> _launches;
    private readonly int[] _rounds;
    private SplitMix64 _random;

    public RecordedLaunches(ulong seed)
    {
        _random = new SplitMix64(seed);
        string[][] rows = [.. File.ReadLines(SourceTree.File("tests/results/recorded/launches.csv")).Where(l => !l.StartsWith('#')).Select(l => l.Split(','))];
        _cells = [.. rows.Select(r => r[1]).Distinct()];
        _launches = rows.GroupBy(r => (r[1], int.Parse(r[2], CultureInfo.InvariantCulture))).Where(g => g.Count() == 3).ToDictionary(g => g.Key, g => g.Select(Launch).ToArray());
        _rounds = [.. _launches.Keys.Select(k => k.Round).Distinct().Where(r => _cells.All(c => _launches.ContainsKey((c, r))))];
    }

    public int Cells => _cells.Length;

    /// <summary>A base, a head and the base again.</summary>
    /// <param name="rounds">Rounds.</param>
    /// <param name="slow">The cell whose head takes more CPU per call in its client; below 0 for none.</param>
    /// <param name="slowdown">How much more, as a share.</param>
    public RunRecord[] Next(int rounds, int slow = -1, double slowdown = 0)
    {
        int[] drawn = [.. Enumerable.Range(0, rounds).Select(_ => _rounds[_random.Next(_rounds.Length)])];
        List<RoundRecord>[][] arms = [.. Enumerable.Range(0, 3).Select(_ => _cells.Select(_ => new List<RoundRecord>()).ToArray())];
        foreach ((int index, int round) in drawn.Index())
        {
            foreach ((int number, string cell) in _cells.Index())
            {
                RoundRecord[] launches = Shuffled(_launches[(cell, round)]);
                for (int arm = 0; arm < 3; arm++)
                {
                    RoundRecord launch = launches[arm] with { Round = index + 1 };
                    arms[arm][number].Add(arm == 1 && number == slow ? launch with { Client = launch.Client! with { CpuNsPerCall = launch.Client.CpuNsPerCall * (1 + slowdown) } } : launch);
                }
            }
        }

        return [.. arms.Select(Run)];
    }

    private RunRecord Run(List<RoundRecord>[] cells) => SampleRun.Complete([]) with
    {
        Trust = new Trust(TrustVerdict.Valid, []),
        Cells = [.. cells.Select((rounds, i) => SampleRun.Cell("order", "pooled", $"c{i}", [.. rounds]) with { Id = _cells[i], Summary = Summary.Of(rounds), Trust = new Trust(TrustVerdict.Valid, []) })],
    };

    private RoundRecord[] Shuffled(RoundRecord[] launches)
    {
        RoundRecord[] order = [.. launches];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static RoundRecord Launch(string[] row)
    {
        double[] f = [.. row.Skip(3).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        return new RoundRecord
        {
            Round = int.Parse(row[2], CultureInfo.InvariantCulture),
            Counts = new CallCounts { Scheduled = 1000, Started = 1000, Ok = 1000, Attempts = 1000 },
            ThroughputPerSecond = f[0],
            Latency = new LatencyFigures<double> { Response = new Percentiles<double> { P50Ns = f[1] } },
            Client = new ProcessFigures<double> { CpuNsPerCall = f[2], AllocatedBytesPerCall = f[3] },
            Server = new ProcessFigures<double> { CpuNsPerCall = f[4], AllocatedBytesPerCall = f[5] },
            Wire = new WireFigures<double> { BytesOutPerCall = f[6], BytesInPerCall = f[7] },
        };
    }
}
