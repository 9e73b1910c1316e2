using Bench.Cli.Calibrations;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>What calibrations came to: the verdict first, then a table each.</summary>
internal static class ProofTables
{
    public static void Write(IReadOnlyList<CalibrationReport> reports, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        Proof[] proofs = [.. reports.SelectMany(r => r.Proofs)];
        string[] broken = [.. reports.Where(r => !r.Holds).Select(r => r.Name)];
        console.WriteLine(
            broken.Length == 0
                ? $"The tool tells the truth on this machine: {proofs.Length} of {proofs.Length} proofs hold."
                : $"The tool does not tell the truth on this machine: {proofs.Count(p => !p.Holds)} of {proofs.Length} proofs do not hold ({string.Join(", ", broken)}). See 'rpcbench doctor' for what disturbs it.",
            new Style(broken.Length == 0 ? Color.Green : Color.Red));
        foreach (CalibrationReport report in reports)
        {
            Write(report, console);
        }
    }

    private static void Write(CalibrationReport report, IAnsiConsole console)
    {
        console.WriteLine();
        string tries = report.Tries > 1 ? $" ({report.Tries} tries)" : "";
        console.WriteLine($"{report.Name}: {report.Summary}{tries}", new Style(decoration: Decoration.Bold));
        if (report.Skipped is string reason)
        {
            console.WriteLine($"  not made: {reason}", new Style(Color.Yellow));
            return;
        }
        Table table = new Table().Border(TableBorder.Simple).AddColumns("what", "truth", "told", "limit").AddColumn(new TableColumn("holds") { NoWrap = true });
        foreach (Proof proof in report.Proofs)
        {
            table.AddRow(
                new Text(proof.What), new Text(proof.Truth), new Text(proof.Told), new Text(proof.Limit),
                new Text(proof.Holds ? "yes" : "NO", new Style(proof.Holds ? Color.Green : Color.Red)));
        }
        console.Write(table);
    }
}
