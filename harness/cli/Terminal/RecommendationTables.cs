using System.Globalization;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Bench.Results.Recommendations;
using Bench.Results.Reports;
using Bench.Results.Store;
using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>A recommendation on the terminal: trust first, then for each question the advice and a row for each cell.</summary>
internal static class RecommendationTables
{
    private static readonly (string Heading, Func<Candidate, string> Text)[] Figures =
    [
        ("p99", c => Quantity.Text(c.P99Ns.Median, Unit.Nanoseconds)),
        ("p99 at\nmost", c => Quantity.Text(c.P99Ns.High, Unit.Nanoseconds)),
        ("calls/s", c => Quantity.Text(c.CarriedPerSecond?.Median, Unit.PerSecond).Replace("/s", "", StringComparison.Ordinal)),
        ("CPU/call", c => Quantity.Text(c.CpuNsPerCall?.Median, Unit.Nanoseconds)),
        ("cost per\nmillion", c => c.CostPerMillion is { } cost ? CallCost.Text(cost.Median) : Quantity.Absent),
        ("bytes on\nthe wire", c => Quantity.Text(c.WireBytesPerCall?.Median, Unit.Bytes)),
        ("alloc/\ncall", c => Quantity.Text(c.AllocatedBytesPerCall?.Median, Unit.Bytes)),
    ];

    public static void Write(StoredRun stored, IReadOnlyList<Recommendation> recommendations, RecommendationTerms terms, Streams streams)
    {
        IAnsiConsole console = StreamConsole.Of(streams);
        console.WriteLine(TrustText.Line(stored.Record));
        string started = stored.Record.StartedAt.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        WrappedText.Write(console, streams.OutWidth, $"Run: {stored.Path}, started {started}");
        string rate = terms.RatePerSecond is { } asked ? $" at {Quantity.Count(asked)} calls/s or more" : "";
        console.WriteLine($"Objective: p99 response time of at most {Quantity.Text(terms.P99Ns, Unit.Nanoseconds)}{rate}");
        console.WriteLine(terms.PricePerCpuHour is { } price
            ? $"Price: {CallCost.Text(price)} per CPU-hour"
            : $"Price: {CallCost.Text(RecommendationTerms.AssumedPricePerCpuHour)} per CPU-hour, an assumption (--price-cpu-hour)");
        foreach (Recommendation one in recommendations)
        {
            console.WriteLine();
            console.WriteLine(one.Title, new Style(decoration: Decoration.Bold));
            WrappedText.WriteItems(console, streams.OutWidth, one.Sentences);
            if (one.Candidates.Count > 0)
            {
                console.Write(TableOf(one.Candidates));
            }
            foreach (PassedOver passed in one.PassedOver)
            {
                WrappedText.Write(console, streams.OutWidth, $"  {Word(passed.Why)}: {passed.Label}: {passed.Reason}");
            }
        }
    }

    private static Table TableOf(IReadOnlyList<Candidate> candidates)
    {
        Table table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("#") { NoWrap = true, Alignment = Justify.Right })
            .AddColumn("cell");
        foreach ((string heading, _) in Figures)
        {
            table.AddColumn(new TableColumn(heading) { NoWrap = true, Alignment = Justify.Right });
        }
        table.AddColumn(new TableColumn("front") { NoWrap = true });
        foreach (Candidate candidate in candidates)
        {
            table.AddRow(
            [
                new Text($"{candidate.Rank}{(candidate.IsTied ? "=" : "")}"),
                new Text(Words(candidate)),
                .. Figures.Select(f => new Text(f.Text(candidate))),
                new Text(candidate.IsOnFront switch { true => "yes", false => "no", null => Quantity.Absent }),
            ]);
        }
        return table;
    }

    // Between words a narrow column breaks a name where it may.
    private static string Words(Candidate candidate) =>
        $"{candidate.Label.Replace('/', ' ')}{(candidate.Trust == TrustVerdict.Degraded ? " (degraded)" : "")}";

    private static string Word(PassedOverWhy why) => why switch
    {
        PassedOverWhy.Untrusted => "✗ not ranked",
        PassedOverWhy.TooSlow => "too slow",
        _ => "missed",
    };
}
