namespace Bench.Results.Comparisons;

/// <summary>
/// Chances corrected for the number of tests, so that all of them together raise a false alarm as rarely as one alone would
/// (S. Holm, <i>A simple sequentially rejective multiple test procedure</i>, Scandinavian Journal of Statistics 6, 1979).
/// It assumes nothing about how the tests depend on each other.
/// </summary>
public static class Holm
{
    /// <summary>The corrected chances, in the order given.</summary>
    /// <param name="chances">One a test, 0 to 1.</param>
    public static IReadOnlyList<double> Corrected(IReadOnlyList<double> chances)
    {
        ArgumentNullException.ThrowIfNull(chances);
        double[] corrected = new double[chances.Count];
        double atLeast = 0;
        foreach ((int rank, int test) in Enumerable.Range(0, chances.Count).OrderBy(i => chances[i]).Index())
        {
            atLeast = Math.Max(atLeast, Math.Min(1, chances[test] * (chances.Count - rank)));
            corrected[test] = atLeast;
        }

        return corrected;
    }
}
