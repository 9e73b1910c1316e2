using Bench.Harness.Catalog;

namespace Bench.Cli.Calibrations;

/// <summary>What a calibration came to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Tries">How often it was made: a disturbed machine gets another chance.</param>
/// <param name="Skipped">Why it was not made; null if it was.</param>
/// <param name="Proofs">What the tool said in the last try.</param>
public sealed record CalibrationReport(string Name, string Summary, int Tries, string? Skipped, IReadOnlyList<Proof> Proofs)
{
    /// <summary>Whether the tool told the truth.</summary>
    public bool Holds => Proofs.All(p => p.Holds);
}

/// <summary>Makes calibrations one after another.</summary>
internal static class Calibrator
{
    /// <summary>Tries a calibration gets. A tool that lies does so each time; noise rarely comes three times in a row.</summary>
    public const int MostTries = 3;

    /// <summary>Those of the names, all if there are none.</summary>
    /// <exception cref="PlugException">A name is unknown.</exception>
    public static IReadOnlyList<ICalibration> Find(PlugCatalog plugs, IReadOnlyCollection<string> names) =>
        names.Count == 0 ? plugs.All<ICalibration>() : [.. names.Distinct().Select(n => plugs.Find<ICalibration>("calibration", n))];

    /// <summary>Makes one, again while it does not hold.</summary>
    /// <param name="calibration">The calibration.</param>
    /// <param name="bench">Measures.</param>
    /// <param name="trying">Told the number of each try.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<CalibrationReport> MakeAsync(ICalibration calibration, CalibrationBench bench, Action<int> trying, CancellationToken cancellation)
    {
        if (calibration.WhyNot is string reason)
        {
            return new CalibrationReport(calibration.Name, calibration.Summary, 0, reason, []);
        }
        CalibrationReport? report = null;
        for (int tries = 1; tries <= MostTries && report is not { Holds: true }; tries++)
        {
            trying(tries);
            IReadOnlyList<Proof> proofs;
            try
            {
                proofs = await calibration.ProveAsync(bench, cancellation).ConfigureAwait(false);
            }
            catch (CalibrationException e)
            {
                proofs = [new Proof("the measurement itself", "figures", e.Message, "figures", Holds: false)];
            }
            report = new CalibrationReport(calibration.Name, calibration.Summary, tries, null, proofs);
        }
        return report!;
    }
}
