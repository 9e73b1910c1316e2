using Bench.Harness.Record;

namespace Bench.Results.Statistics;

/// <summary>The median of a few launches with a 95 % interval. The replicate is the launch, never the single call.</summary>
public static class MedianInterval
{
    /// <summary>Student's t on the logarithms, 2 to 5 values above 0: launches vary by factors, not by sums.</summary>
    public const string LogT = "log-t";

    /// <summary>Student's t on the values, 2 to 5 of them of which one is 0 (a logarithm does not exist), e.g. allocations and collections.</summary>
    public const string T = "t";

    /// <summary>Two order statistics, from 6 values: no assumption about the distribution.</summary>
    public const string DistributionFree = "distribution-free";

    /// <summary>Values from which the interval assumes no distribution: with fewer even smallest to largest covers less than 95 %.</summary>
    public const int DistributionFreeFrom = 6;

    private const double Confidence = 0.95;

    /// <summary>The median of the values with its interval; without one below 2 values.</summary>
    /// <exception cref="ArgumentException">No value, or one that is not finite.</exception>
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0 || !sorted.All(double.IsFinite))
        {
            throw new ArgumentException($"a median needs at least one value, all finite; got [{string.Join(", ", values)}]", nameof(values));
        }

        double median = Median(sorted);
        return sorted.Length switch
        {
            1 => new Estimate(median),
            < DistributionFreeFrom when sorted[0] == sorted[^1] => new Estimate(median, median, median, sorted[0] > 0 ? LogT : T),
            < DistributionFreeFrom => sorted[0] > 0 ? OnLogarithms(sorted, median) : OnValues(sorted, median),
            _ => OnOrder(sorted, median),
        };
    }

    /// <summary>
    /// Rank from both ends, from 1, of the order statistics that bound the median: the largest k with
    /// P(X(k) ≤ median ≤ X(n+1−k)) = 1 − 2·P(Binomial(n, ½) &lt; k) of at least 95 %
    /// (David and Nagaraja, Order Statistics, 3rd ed., section 7.1). For 6, 7 and 8 values that is smallest to largest.
    /// </summary>
    public static int Rank(int n)
    {
        double atMost = 0;
        double term = Math.Pow(0.5, n);
        for (int k = 0; k < n; k++)
        {
            atMost += term;
            if (1 - (2 * atMost) < Confidence)
            {
                return k;
            }

            term *= (double)(n - k) / (k + 1);
        }

        return 0;
    }

    private static double Median(double[] sorted)
    {
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] / 2) + (sorted[half] / 2);
    }

    private static Estimate OnLogarithms(double[] sorted, double median)
    {
        (double low, double high) = Bounds([.. sorted.Select(v => Math.Log(v))]);
        return Around(median, Math.Exp(low), Math.Exp(high), LogT);
    }

    private static Estimate OnValues(double[] sorted, double median)
    {
        (double low, double high) = Bounds(sorted);

        // Figures are never below 0; cutting the interval there costs no coverage.
        return Around(median, sorted[0] >= 0 ? Math.Max(0, low) : low, high, T);
    }

    private static Estimate OnOrder(double[] sorted, double median)
    {
        int rank = Rank(sorted.Length);
        return new Estimate(median, sorted[rank - 1], sorted[^rank], DistributionFree);
    }

    // Rounding of exp(log(x)) may leave equal values a last digit beside their median.
    private static Estimate Around(double median, double low, double high, string method) =>
        new(median, Math.Min(low, median), Math.Max(high, median), method);

    private static (double Low, double High) Bounds(double[] values)
    {
        double mean = values.Average();
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
        double half = StudentT.Quantile975(values.Length - 1) * Math.Sqrt(variance / values.Length);
        return (mean - half, mean + half);
    }
}
