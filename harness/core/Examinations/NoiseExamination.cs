using System.Globalization;
using Bench.Harness.Randomness;
using Bench.Harness.Time;

namespace Bench.Harness.Examinations;

/// <summary>
/// Equal work takes equally long. The same piece of work is timed in interleaved pairs, A and A, in an order drawn for each pair; the pairs' differences
/// are noise alone, and say how small a difference a comparison of as many pairs could still find.
/// </summary>
/// <remarks>
/// Minimum detectable effect of n pairs at 5 % false alarms (two-sided) and 80 % power: (1.96 + 0.84) · s / √n, s being the standard deviation of the
/// pairs' log ratios (H. S. Bloom, "Minimum detectable effects", Evaluation Review 19(5), 1995; normal quantiles, as n is large).
/// </remarks>
public sealed class NoiseExamination : IExamination
{
    /// <summary>Smallest difference that pairs should still tell, as a share; above it small changes go unnoticed.</summary>
    public const double NoteEffect = 0.02;

    /// <summary>Smallest difference above which rankings of neighbours are chance.</summary>
    public const double UnfitEffect = 0.10;

    private const double Quantiles = 1.96 + 0.84;
    private const int Pairs = 60;
    private const int FewestPairs = 10;
    private static readonly TimeSpan Piece = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public string Name => "noise";

    /// <inheritdoc/>
    public string Summary => "equal work takes equally long, in interleaved pairs";

    /// <inheritdoc/>
    public int Rank => 4;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return Task.FromResult(Judge(Sample(machine.Clock, cancellation)));
    }

    /// <summary>What the log ratios of pairs mean.</summary>
    internal static Diagnosis Judge(IReadOnlyCollection<double> logRatios)
    {
        if (logRatios.Count < FewestPairs)
        {
            return Diagnosis.Unfit($"only {logRatios.Count} pairs of equal work were done in {Longest.TotalSeconds:0} s", $"{Pairs} pairs", "The machine hardly runs: look at what else it does, and at quotas.");
        }
        double effect = Math.Exp(Quantiles * Deviation(logRatios) / Math.Sqrt(logRatios.Count)) - 1;
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"{logRatios.Count} interleaved pairs of equal work ({Piece.TotalMilliseconds:0} ms each) could tell a difference of {effect * 100:0.0} % (5 % false alarms, 80 % power)");
        string limit = string.Create(CultureInfo.InvariantCulture, $"at most {NoteEffect * 100:0} % (unfit above {UnfitEffect * 100:0} %)");
        return effect > UnfitEffect ? Diagnosis.Unfit(found, limit, "Smaller differences are chance here: stop other work, or measure on a machine of your own.")
            : effect > NoteEffect ? Diagnosis.Note(found, limit, "For smaller differences stop other work, and raise --rounds: four times as many halve it.")
            : Diagnosis.Fit(found);
    }

    private static double Deviation(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
    }

    private static List<double> Sample(Clock clock, CancellationToken cancellation)
    {
        long endNs = clock.NowNs + (Longest.Ticks * TimeSpan.NanosecondsPerTick);
        var work = new Work();
        int amount = work.AmountFor(Piece, clock);
        var order = new SplitMix64(1);
        var ratios = new List<double>();
        while (ratios.Count < Pairs && clock.NowNs < endNs && !cancellation.IsCancellationRequested)
        {
            double first = work.TimeNs(amount, clock);
            double second = work.TimeNs(amount, clock);
            ratios.Add(Math.Log(order.Next(2) == 0 ? first / second : second / first));
        }
        return ratios;
    }

    /// <summary>Arithmetic over a buffer that fits into a core's cache, as much as a codec's.</summary>
    private sealed class Work
    {
        private const int Words = 16 * 1024;
        private readonly ulong[] _buffer = new ulong[Words];

        /// <summary>How often it has to be repeated to take about so long; compiled for good by then.</summary>
        public int AmountFor(TimeSpan time, Clock clock)
        {
            int amount = 1;
            while (amount < int.MaxValue / 2 && TimeNs(amount, clock) < time.Ticks * 100.0)
            {
                amount *= 2;
            }
            // The last amount was the first to take longer, up to twice as long.
            double tookNs = Math.Max(1, TimeNs(amount, clock));
            return Math.Max(1, (int)(amount * (time.Ticks * 100.0 / tookNs)));
        }

        public double TimeNs(int amount, Clock clock)
        {
            long startNs = clock.NowNs;
            for (int i = 0; i < amount; i++)
            {
                Once();
            }
            return Math.Max(1, clock.NowNs - startNs);
        }

        private void Once()
        {
            ulong state = _buffer[0];
            for (int i = 0; i < _buffer.Length; i++)
            {
                state = (state ^ _buffer[i]) * 0x9E3779B97F4A7C15;
                _buffer[i] = state ^ (state >> 29);
            }
        }
    }
}
