using System.Globalization;
using Bench.Harness.Record;

namespace Bench.Results.Recommendations;

/// <summary>What calls cost in CPU time, priced by the hour.</summary>
public static class CallCost
{
    private const double Million = 1e6;
    private const double NsPerHour = 3600e9;
    private const int Digits = 3;

    /// <summary>Cost of a million calls that take so much CPU time each.</summary>
    /// <param name="cpuNsPerCall">CPU time of client and server per call, ns.</param>
    /// <param name="pricePerCpuHour">Price of one core for one hour, in whatever currency.</param>
    public static Estimate PerMillion(Estimate cpuNsPerCall, double pricePerCpuHour)
    {
        double factor = Million / NsPerHour * pricePerCpuHour;
        return cpuNsPerCall with
        {
            Median = cpuNsPerCall.Median * factor,
            Low = cpuNsPerCall.Low * factor,
            High = cpuNsPerCall.High * factor,
        };
    }

    /// <summary>An amount of money without its currency, three significant digits: <c>0.000744</c>, <c>1.25</c>.</summary>
    public static string Text(double amount)
    {
        if (amount == 0)
        {
            return "0";
        }

        int decimals = Math.Clamp(Digits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(amount))), 0, 15);
        return Math.Round(amount, decimals).ToString("#,0.###############", CultureInfo.InvariantCulture);
    }
}
