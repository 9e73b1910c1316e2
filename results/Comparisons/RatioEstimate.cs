using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace Bench.Results.Comparisons;

/// <summary>
/// How many times as much a figure is in one cell as in another, estimated on logarithms: launches vary by factors, and a ratio and its
/// inverse are equally far from 1.
/// </summary>
/// <param name="Log">Natural logarithm of the ratio.</param>
/// <param name="StandardError">Standard error of it.</param>
/// <param name="DegreesOfFreedom">Those of Student's t.</param>
/// <param name="IsPaired">Whether launches of the same round were compared with each other.</param>
public sealed record RatioEstimate(double Log, double StandardError, double DegreesOfFreedom, bool IsPaired)
{
    private const double Confidence = 0.95;

    /// <summary>The ratio: a ratio of geometric means.</summary>
    public double Ratio => Math.Exp(Log);

    /// <summary>Lower end of the 95 % interval of the ratio.</summary>
    public double Low => Math.Exp(Log - Half);

    /// <summary>Upper end of it.</summary>
    public double High => Math.Exp(Log + Half);

    private double Half => StandardError == 0 ? 0 : Quantile(1 - ((1 - Confidence) / 2)) * StandardError;

    /// <summary>
    /// The estimate; null where a side has fewer than two launches, or a value that has no logarithm.
    /// </summary>
    /// <param name="reference">What is compared with.</param>
    /// <param name="other">What is compared.</param>
    /// <param name="interleaved">
    /// Whether both were measured in the rounds of one run. Then launches are paired by round, so that what the machine does to both
    /// cancels; else Welch's test is used, which allows for unequal variances.
    /// </param>
    public static RatioEstimate? Of(Launches reference, Launches other, bool interleaved)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        return reference.Values.Concat(other.Values).Any(v => v <= 0) ? null : interleaved ? Paired(reference, other) : Welch(reference, other);
    }

    /// <summary>Chance of an estimate at least that far from 1, to either side, if both were the same.</summary>
    public double ChanceIfSame() => Math.Min(1, 2 * Math.Min(ChanceIfAtMost(0), ChanceIfAtLeast(0)));

    /// <summary>
    /// Chance of an estimate at least that near to 1 if the true ratio were a threshold or more away from it: two one-sided tests, of which the
    /// weaker counts (D. J. Schuirmann, <i>A comparison of the two one-sided tests procedure and the power approach for assessing the
    /// equivalence of average bioavailability</i>, J. Pharmacokinetics and Biopharmaceutics 15, 1987).
    /// </summary>
    /// <param name="threshold">As a share, e.g. 0.03: from 1/1.03 to 1.03.</param>
    public double ChanceIfFurther(double threshold)
    {
        double bound = Math.Log(1 + threshold);
        return Math.Max(ChanceIfAtMost(-bound), ChanceIfAtLeast(bound));
    }

    /// <summary>The quantile of Student's t with the estimate's degrees of freedom.</summary>
    internal double Quantile(double p) => new StudentDistribution(DegreesOfFreedom).Quantile(p);

    // Upper tail: how likely so high an estimate is if the truth is at most the bound.
    private double ChanceIfAtMost(double bound) => Tail(bound - Log);

    private double ChanceIfAtLeast(double bound) => Tail(Log - bound);

    // From the lower side, where small chances keep their digits.
    private double Tail(double distance) => StandardError == 0
        ? distance < 0 ? 0 : 1
        : new StudentDistribution(DegreesOfFreedom).Cdf(distance / StandardError);

    private static RatioEstimate? Paired(Launches reference, Launches other)
    {
        double[] logs = [.. other.ByRound.Where(o => reference.ByRound.ContainsKey(o.Key)).Select(o => Math.Log(o.Value / reference.ByRound[o.Key]))];
        return logs.Length < 2 ? null : new RatioEstimate(logs.Average(), Math.Sqrt(Variance(logs) / logs.Length), logs.Length - 1, true);
    }

    // B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34, 1947,
    // with Satterthwaite's degrees of freedom (Biometrics Bulletin 2, 1946).
    private static RatioEstimate? Welch(Launches reference, Launches other)
    {
        double[] from = [.. reference.Values.Select(v => Math.Log(v))];
        double[] to = [.. other.Values.Select(v => Math.Log(v))];
        if (from.Length < 2 || to.Length < 2)
        {
            return null;
        }

        double fromError = Variance(from) / from.Length;
        double toError = Variance(to) / to.Length;
        double all = fromError + toError;
        double freedom = all == 0
            ? from.Length + to.Length - 2
            : all * all / ((fromError * fromError / (from.Length - 1)) + (toError * toError / (to.Length - 1)));
        return new RatioEstimate(to.Average() - from.Average(), Math.Sqrt(all), freedom, false);
    }

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
