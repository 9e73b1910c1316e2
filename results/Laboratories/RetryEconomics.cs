using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Harness.Record;
using Bench.Harness.Time;
using Bench.Results.Quantities;
using Bench.Results.Statistics;

namespace Bench.Results.Laboratories;

/// <summary>What further attempts buy and cost at shares of failing requests, and while every request fails.</summary>
public sealed partial class RetryEconomics : ILaboratory
{
    /// <inheritdoc/>
    public string Name => "retry-economics";

    /// <inheritdoc/>
    public string Summary => "what do retries buy while servers fail, what do they cost, and what does a budget change?";

    /// <inheritdoc/>
    public LaboratoryAnswer Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Row[] rows = [.. run.Cells.Select(Row.Of).OfType<Row>()];
        var table = new LaboratoryTable(
            "Calls while requests fail at the servers",
            ["failing", "attempts", "failed", "goodput", "attempts/call", "p50", "p99", "p99.9"],
            [.. rows.Select(r => r.Fields())]);
        IGrouping<string, Row>[] shares = [.. rows.Where(r => !r.IsStorm).GroupBy(r => r.Failing).OrderByDescending(g => g.First().Share)];
        string[] sentences =
        [
            .. shares.Take(1).SelectMany(Bought),
            .. rows.Where(r => r.IsStorm).GroupBy(r => r.Failing).SelectMany(InStorm),
            .. LaboratoryFigures.Reservations(run),
        ];
        return new LaboratoryAnswer([table], rows.Length > 0 ? sentences : ["No cell has a fault such as 'at 0s fail 5%' alone: nothing to answer from."]);
    }

    /// <summary>At the largest share: what several attempts gain over one.</summary>
    private static IEnumerable<string> Bought(IGrouping<string, Row> rows)
    {
        Row? one = rows.FirstOrDefault(r => !r.Retries);
        foreach (Row many in rows.Where(r => r.Retries))
        {
            if (one?.Failed is not { } before || many.Failed is not { } after || many.AttemptsPerCall is not { } cost)
            {
                continue;
            }
            string failed = before.Ties(after)
                ? $"change nothing provable about the failed calls ({Quantity.Share(before.Median)} and {Quantity.Share(after.Median)})"
                : $"bring the failed calls from {Quantity.Share(before.Median)} to {Quantity.Share(after.Median)}";
            string p99 = one.P99 is { } from && many.P99 is { } to ? $"; the p99 {LaboratoryFigures.Change(from, to, Unit.Nanoseconds)}" : "";
            yield return $"While {rows.Key} of the requests fail, {many.Words} {failed} for {Row.Times(cost)} attempts a call{p99}.";
        }
    }

    /// <summary>While all fail: how much load each kind of client adds.</summary>
    private static IEnumerable<string> InStorm(IGrouping<string, Row> rows)
    {
        string[] costs = [.. rows.Where(r => r.AttemptsPerCall is not null).Select(r => $"{Row.Times(r.AttemptsPerCall!.Value)} with {r.Words}")];
        if (costs.Length == 0)
        {
            yield break;
        }
        Estimate[] goodputs = [.. rows.Select(r => r.Goodput).OfType<Estimate>().OrderBy(g => g.Median)];
        string goodput = goodputs.Length < 2 ? ""
            : goodputs[0].Ties(goodputs[^1]) ? $" Their goodput ties at {Quantity.Text(goodputs[^1].Median, Unit.PerSecond)}."
            : $" Their goodput goes from {goodputs[0].Full(Unit.PerSecond)} to {goodputs[^1].Full(Unit.PerSecond)}.";
        yield return $"While {rows.Key}, a call costs attempts at servers that can't answer: {string.Join(", ", costs)}.{goodput}";
    }

    [GeneratedRegex(@"^at\s+\S+\s+fail\s+(?<share>[0-9.]+)%(\s+for\s+(?<for>\S+))?$")]
    private static partial Regex Fault();

    /// <summary>A cell as the table shows it.</summary>
    private sealed record Row(CellRecord Cell, double Share, TimeSpan? Length)
    {
        public static Row? Of(CellRecord cell)
        {
            Match match = cell.Options.Faults is [string only] ? Fault().Match(only) : Match.Empty;
            return !match.Success ? null : new Row(
                cell,
                double.Parse(match.Groups["share"].ValueSpan, CultureInfo.InvariantCulture) / 100,
                DurationText.TryParse(match.Groups["for"].ValueSpan, out TimeSpan length) ? length : null);
        }

        public static string Times(Estimate attempts) => attempts.Median.ToString("0.00", CultureInfo.InvariantCulture);

        public bool IsStorm => Share >= 1;

        public bool Retries => Cell.Options.Attempts > 1;

        public string Failing => $"{(IsStorm ? "all fail" : LaboratoryFigures.Given(Share))}{(Length is TimeSpan length ? $" for {DurationText.Format(length)}" : "")}";

        public string Words => !Retries ? "one attempt"
            : $"up to {Cell.Options.Attempts} attempts {(Cell.Options.RetryBudget is double share ? $"within a budget of {LaboratoryFigures.Given(share)}" : "without a budget")}";

        public Estimate? Failed => Cell.Over(r => r.Counts.Started == 0 ? null : (r.Counts.Started - r.Counts.Ok) / (double)r.Counts.Started);

        public Estimate? Goodput => Cell.Figure("goodput");

        public Estimate? P99 => Cell.Figure("response.p99");

        /// <summary>Attempts per call that was due while requests failed: nothing else makes a second one.</summary>
        public Estimate? AttemptsPerCall => Cell.Over(round =>
        {
            double calls = Length is TimeSpan length && Cell.Load.RatePerSecond is double rate ? rate * length.TotalSeconds : round.Counts.Started;
            return round.Faults is { Count: > 0 } && calls > 0 ? 1 + (((round.Counts.Retries ?? 0) + (round.Counts.Hedges ?? 0)) / calls) : null;
        });

        public string[] Fields() =>
        [
            Failing,
            !Retries ? "1" : $"{Cell.Options.Attempts}, {(Cell.Options.RetryBudget is double share ? $"budget {LaboratoryFigures.Given(share)}" : "no budget")}",
            Failed.Text(Unit.Share),
            Goodput.Text(Unit.PerSecond),
            AttemptsPerCall is { } attempts ? Times(attempts) : Quantity.Absent,
            Cell.Figure("response.p50").Text(Unit.Nanoseconds),
            P99.Text(Unit.Nanoseconds),
            Cell.Figure("response.p999").Text(Unit.Nanoseconds),
        ];
    }
}
