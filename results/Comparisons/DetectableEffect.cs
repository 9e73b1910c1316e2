namespace Bench.Results.Comparisons;

/// <summary>
/// The smallest change that a comparison finds four times in five at its spread and number of launches, so that silence can be judged
/// (H. S. Bloom, <i>Minimum detectable effects: a simple way to report the statistical power of experimental designs</i>,
/// Evaluation Review 19(5), 1995).
/// </summary>
public static class DetectableEffect
{
    /// <summary>Chance that a change of that size is found.</summary>
    public const double Power = 0.8;

    /// <summary>The effect as a share, e.g. 0.04 for 4 %.</summary>
    /// <param name="estimate">The comparison.</param>
    /// <param name="falseAlarms">Chance of a false alarm over all tests, 0 to 1.</param>
    /// <param name="tests">Their number: the first of Holm's steps is the hardest.</param>
    public static double Of(RatioEstimate estimate, double falseAlarms, int tests)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return Math.Exp(Log(estimate, falseAlarms, tests)) - 1;
    }

    /// <summary>Launches a side that would find a change of the size of a threshold, at the spread that was measured; at least 2.</summary>
    /// <param name="estimate">The comparison.</param>
    /// <param name="launches">Its launches a side.</param>
    /// <param name="threshold">The change as a share.</param>
    /// <param name="falseAlarms">Chance of a false alarm over all tests.</param>
    /// <param name="tests">Their number.</param>
    public static double Rounds(RatioEstimate estimate, int launches, double threshold, double falseAlarms, int tests)
    {
        ArgumentNullException.ThrowIfNull(estimate);

        // The standard error shrinks with the square root of the launches.
        double times = Log(estimate, falseAlarms, tests) / Math.Log(1 + threshold);
        return Math.Max(2, Math.Ceiling(launches * times * times));
    }

    private static double Log(RatioEstimate estimate, double falseAlarms, int tests) =>
        (estimate.Quantile(1 - (falseAlarms / Math.Max(1, tests) / 2)) + estimate.Quantile(Power)) * estimate.StandardError;
}
