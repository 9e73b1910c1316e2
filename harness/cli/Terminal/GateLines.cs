using Bench.Results.Gates;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A gate in a log: the verdict, what speaks against it, what has to be known.</summary>
internal static class GateLines
{
    // As many as anybody reads; the files have all.
    private const int Most = 20;

    public static void Write(GateReport report, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        console.WriteLine(GateText.Line(report), new Style(report.Verdict switch
        {
            GateVerdict.Passed => Color.Green,
            GateVerdict.Regressed => Color.Red,
            _ => Color.Yellow,
        }));
        string[] reasons = [.. GateText.Reasons(report)];
        WrappedText.WriteItems(console, streams.OutWidth, reasons.Take(Most));
        if (reasons.Length > Most)
        {
            console.WriteLine($"- and {reasons.Length - Most} more.");
        }
        WrappedText.WriteItems(console, streams.OutWidth, GateText.Remarks(report));
    }
}
