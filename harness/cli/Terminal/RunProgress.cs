using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Results.Quantities;
using Bench.Results.Reports;

namespace Bench.Cli.Terminal;

/// <summary>
/// One line per launch on standard error: rewritten while it runs on a terminal, written once at its end elsewhere. A launch whose figures say
/// nothing says so beside them.
/// </summary>
/// <param name="streams">Where to.</param>
/// <param name="clock">The time source.</param>
/// <param name="judge">Audits one launch of a cell.</param>
internal sealed class RunProgress(Streams streams, Clock clock, Func<Cell, RoundRecord, Trust> judge) : IRunObserver
{
    private const string Clear = "\r\e[K";

    private readonly long _startNs = clock.NowNs;
    private readonly Lock _gate = new();
    private string _head = "";
    private bool _running;
    private string _at = "";

    public void Launching(int number, int of, int round, Cell cell)
    {
        lock (_gate)
        {
            _running = true;
            _at = "";
            _head = $"[{number.ToString().PadLeft(of.ToString().Length)}/{of}] round {round}  {cell.Id}";
            Rewrite("starting");
        }
    }

    public void Probing(Cell cell, CapacityProbe probe)
    {
        lock (_gate)
        {
            _running = true;
            _at = $"  {probe.Stage.ToString().ToLowerInvariant()} {Quantity.Rate(probe.RatePerSecond)}";
            Rewrite("starting");
        }
    }

    public void Probed(Cell cell, SearchStep step)
    {
        lock (_gate)
        {
            _running = false;
            Write(step.Met ? $"met: {string.Join(", ", step.Parts.Select(p => $"{p.Limit} was {p.Found}"))}" : $"not met: {step.Reason}");
            _at = "";
        }
    }

    public void Progressed(Cell cell, LoadProgress progress)
    {
        lock (_gate)
        {
            if (_running)
            {
                string rate = progress.RatePerSecond > 0 ? $"{Quantity.Rate(progress.RatePerSecond),14}" : "";
                string p99 = progress.P99Ns is long ns ? $"  p99 {Quantity.Text(ns, Unit.Nanoseconds)}" : "";
                string failed = progress.Failed > 0 ? $"  {Quantity.Count(progress.Failed)} failed" : "";
                Rewrite($"{progress.Stage.ToString().ToLowerInvariant()} {progress.Elapsed.TotalSeconds:0.0} s {rate}{p99}{failed}");
            }
        }
    }

    public void Launched(Cell cell, RoundRecord round)
    {
        lock (_gate)
        {
            _running = false;
            Write(round.Failure is not null ? $"failed: {round.Failure}" : $"{Outcome(round)}{Mark(judge(cell, round))}");
        }
    }

    /// <summary>Ends a line that is still being rewritten.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            if (_running && streams.IsErrorLive)
            {
                streams.Error.Write(Clear);
            }
            streams.Error.WriteLine($"measured in {TimeSpan.FromTicks((clock.NowNs - _startNs) / 100).TotalSeconds:0.0} s");
        }
    }

    private void Write(string text) => streams.Error.WriteLine($"{(streams.IsErrorLive ? Clear : "")}{_head}{_at}  {text}");

    private static string Outcome(RoundRecord round)
    {
        if (round.Search is { } search)
        {
            return SearchText.Of(search);
        }
        string rate = round.ThroughputPerSecond is double perSecond ? Quantity.Rate(perSecond) : "nothing measured";
        string p99 = round.Latency?.Response?.P99Ns is double ns ? $"  p99 {Quantity.Text(ns, Unit.Nanoseconds)}" : "";
        long failed = round.Counts.Error + round.Counts.Timeout + round.Counts.Cancelled;
        string failures = failed == 0 ? "" : $"  {Quantity.Count(failed)} failed ({string.Join(", ", Kinds(round))})";
        string dropped = round.Counts.Dropped == 0 ? "" : $"  {Quantity.Count(round.Counts.Dropped)} dropped";
        return $"{rate}{p99}{failures}{dropped}{(round.Partial == true ? "  interrupted" : "")}";
    }

    private static string Mark(Trust trust) => trust.Verdict == TrustVerdict.Invalid ? $"  ✗ invalid: {trust.Findings[0].Figure}" : "";

    private static IEnumerable<string> Kinds(RoundRecord round)
    {
        foreach ((string kind, long count) in round.Errors)
        {
            yield return $"{Quantity.Count(count)} {kind}";
        }
        if (round.Counts.Timeout > 0)
        {
            yield return $"{Quantity.Count(round.Counts.Timeout)} timeout";
        }
        if (round.Counts.Cancelled > 0)
        {
            yield return $"{Quantity.Count(round.Counts.Cancelled)} cancelled";
        }
    }

    private void Rewrite(string text)
    {
        if (streams.IsErrorLive)
        {
            string line = $"{_head}{_at}  {text}";
            streams.Error.Write($"{Clear}{(line.Length < streams.ErrorWidth ? line : line[..(streams.ErrorWidth - 1)])}");
        }
    }
}
