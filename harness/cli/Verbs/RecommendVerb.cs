using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Terminal;
using Bench.Harness.Record;
using Bench.Harness.Time;
using Bench.Results.Recommendations;
using Bench.Results.Store;

namespace Bench.Cli.Verbs;

/// <summary><c>recommend [RUN] --p99 T</c>: the cells of a stored run that meet an objective, ranked, with the evidence and the cost.</summary>
internal static class RecommendVerb
{
    /// <summary>What <c>recommend --json</c> prints; members may be added, not renamed.</summary>
    private sealed record Report(
        string Schema, string Run, TrustVerdict Trust, double P99Ns, double? RatePerSecond, double PricePerCpuHour, bool? PriceAssumed, IReadOnlyList<Recommendation> Recommendations);

    private const string Schema = "rpcbench.recommend/1";

    public static Command Create(Streams streams)
    {
        var run = new Argument<string?>("run") { Description = $"Run folder, or its run.json; default is the newest in {OutputFolder.Home}/", Arity = ArgumentArity.ZeroOrOne };
        var p99 = new Option<string>("--p99") { Description = "Highest p99 of the response time, e.g. 5ms", Required = true };
        var rate = new Option<double?>("--rate") { Description = "Calls/s that have to be carried; any if not given" };
        var scenario = new Option<string?>("--scenario") { Description = "Only this scenario of the run" };
        var price = new Option<double?>("--price-cpu-hour") { Description = FormattableString.Invariant($"Price of one core for an hour; {RecommendationTerms.AssumedPricePerCpuHour} if not given, in whatever currency") };
        var json = new Option<bool>("--json") { Description = "Print the ranking as JSON instead of a table" };
        var command = new Command("recommend", "Ranks the cells of a stored run that meet an objective, with the evidence. Example: rpcbench recommend --p99 5ms --rate 1000")
        {
            run, p99, rate, scenario, price, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var terms = new RecommendationTerms
            {
                P99Ns = LimitOf(parsed.GetValue(p99)!),
                RatePerSecond = RateOf(parsed.GetValue(rate)),
                Scenario = parsed.GetValue(scenario),
                PricePerCpuHour = PriceOf(parsed.GetValue(price)),
            };
            StoredRun stored = await RunRecordStore.ReadAsync(parsed.GetValue(run) ?? NewestRun.Find(), cancellation).ConfigureAwait(false);
            IReadOnlyList<Recommendation> recommendations = Recommendation.Of(stored.Record, terms);
            if (parsed.GetValue(json))
            {
                var report = new Report(
                    Schema,
                    stored.Path,
                    stored.Record.Trust.Verdict,
                    terms.P99Ns,
                    terms.RatePerSecond,
                    terms.PricePerCpuHour ?? RecommendationTerms.AssumedPricePerCpuHour,
                    terms.PricePerCpuHour is null ? true : null,
                    recommendations);
                streams.Out.WriteLine(JsonSerializer.Serialize(report, RunRecordJson.Options));
            }
            else
            {
                RecommendationTables.Write(stored, recommendations, terms, streams);
            }
            return recommendations.Any(r => r.Candidates.Count > 0) ? ExitCode.Good
                : recommendations.Any(r => r.IsTrusted) ? ExitCode.Crossed
                : ExitCode.Untrusted;
        });
        return command;
    }

    private static double LimitOf(string text) => DurationText.TryParse(text, out TimeSpan limit) && limit > TimeSpan.Zero
        ? Clock.ToNs(limit)
        : throw new UsageException($"--p99 has '{text}': give a time above 0 such as 5ms, 0.5ms or 1s.");

    private static double? RateOf(double? rate) => rate is null or (> 0 and < double.PositiveInfinity)
        ? rate
        : throw new UsageException(FormattableString.Invariant($"--rate has '{rate}': give calls per second above 0, such as 1000."));

    private static double? PriceOf(double? price) => price is null or (>= 0 and < double.PositiveInfinity)
        ? price
        : throw new UsageException(FormattableString.Invariant($"--price-cpu-hour has '{price}': give a price of at least 0, such as 0.04."));
}
