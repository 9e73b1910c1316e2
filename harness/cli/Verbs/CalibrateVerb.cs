using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Calibrations;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Cli.Verbs;

/// <summary><c>calibrate [NAME…]</c>: does the tool tell the truth on this machine?</summary>
internal static class CalibrateVerb
{
    /// <summary>What <c>calibrate --json</c> prints; members may be added, not renamed.</summary>
    private sealed record Report(string Schema, bool Holds, IReadOnlyList<CalibrationReport> Calibrations);

    private const string Schema = "rpcbench.calibration/1";

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var names = new Argument<string[]>("calibration") { Description = "Only these (see 'rpcbench list calibrations'); default is all", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Print the proofs as JSON instead of tables" };
        var command = new Command(
            "calibrate", "Proves in about two minutes that the tool tells the truth on this machine: known latencies, stalls, starvation and lies are made and measured. Example: rpcbench calibrate known-latency")
        {
            names, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            IReadOnlyList<ICalibration> wanted = Calibrator.Find(plugs, parsed.GetValue(names) ?? []);
            using var interruption = new Interruption();
            try
            {
                CalibrationReport[] reports = await MakeAsync(wanted, new CalibrationBench(plugs, Clock.System), streams, interruption.Token).ConfigureAwait(false);
                bool holds = reports.All(r => r.Holds);
                if (parsed.GetValue(json))
                {
                    streams.Out.WriteLine(JsonSerializer.Serialize(new Report(Schema, holds, reports), RunRecordJson.Options));
                }
                else
                {
                    ProofTables.Write(reports, streams);
                }
                return holds ? ExitCode.Good : ExitCode.Untrusted;
            }
            catch (OperationCanceledException) when (interruption.ExitCodeOfSignal is not null)
            {
                streams.Error.WriteLine("rpcbench: interrupted; nothing is proven");
                return interruption.ExitCodeOfSignal.Value;
            }
        });
        return command;
    }

    private static async Task<CalibrationReport[]> MakeAsync(IReadOnlyList<ICalibration> wanted, CalibrationBench bench, Streams streams, CancellationToken stop)
    {
        var reports = new List<CalibrationReport>();
        foreach (ICalibration calibration in wanted)
        {
            string head = $"[{reports.Count + 1}/{wanted.Count}] {calibration.Name}";
            reports.Add(await Calibrator.MakeAsync(
                calibration, bench, tries => streams.Error.WriteLine(tries == 1 ? head : $"{head}: once more, it did not hold"), stop).ConfigureAwait(false));
        }
        return [.. reports];
    }
}
