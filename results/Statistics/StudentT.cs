namespace Bench.Results.Statistics;

/// <summary>Quantiles of Student's t distribution for two-sided 95 % intervals.</summary>
public static class StudentT
{
    // 0.975 quantiles for 1 to 4 degrees of freedom, from the closed forms of the quantile function
    // (W. T. Shaw, "Sampling Student's T distribution", J. Computational Finance 9(4), 2006), except 3, which has none:
    // there the root of the closed distribution function. Larger samples use order statistics.
    private static readonly double[] Quantiles975 = [12.7062047361747, 4.30265272974946, 3.18244630528371, 2.77644510519779];

    /// <summary>The largest number of degrees of freedom there is a quantile for.</summary>
    public static int MaxDegreesOfFreedom => Quantiles975.Length;

    /// <summary>The 0.975 quantile.</summary>
    /// <param name="degreesOfFreedom">1 to <see cref="MaxDegreesOfFreedom"/>.</param>
    public static double Quantile975(int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degreesOfFreedom, MaxDegreesOfFreedom);
        return Quantiles975[degreesOfFreedom - 1];
    }
}
