using Bench.Harness.Examinations;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>What the examinations of a machine found: the verdict first, then a row each, with its remedy.</summary>
internal static class ExaminationTable
{
    public static void Write(IReadOnlyList<ExaminationReport> reports, string plan, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        string[] unfit = [.. reports.Where(r => r.Fitness == Fitness.Unfit).Select(r => r.Name)];
        int notes = reports.Count(r => r.Fitness == Fitness.Note);
        string more = notes == 0 ? "" : $" {notes} note{(notes == 1 ? "" : "s")}.";
        console.WriteLine(
            unfit.Length == 0 ? $"This machine is fit to measure '{plan}'.{more}" : $"This machine is not fit to measure '{plan}' now: {string.Join(", ", unfit)}.{more}",
            StyleOf(unfit.Length == 0 ? Fitness.Fit : Fitness.Unfit));
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("examination") { NoWrap = true })
            .AddColumn(new TableColumn("verdict") { NoWrap = true })
            .AddColumn("found")
            .AddColumn("remedy");
        foreach (ExaminationReport report in reports)
        {
            string found = report.Limit is null ? report.Found : $"{report.Found} (limit: {report.Limit})";
            table.AddRow(new Text(report.Name), new Text(Word(report.Fitness), StyleOf(report.Fitness)), new Text(found), new Text(report.Remedy ?? ""));
        }
        console.Write(table);
    }

    private static string Word(Fitness fitness) => fitness switch
    {
        Fitness.Fit => "fit",
        Fitness.Note => "note",
        _ => "unfit",
    };

    private static Style StyleOf(Fitness fitness) => fitness switch
    {
        Fitness.Fit => new Style(Color.Green),
        Fitness.Note => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    };
}
