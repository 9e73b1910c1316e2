using System.Diagnostics.Metrics;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Live;

/// <summary>
/// The running figures of a run as instruments of a <see cref="Meter"/>, for whoever listens in this process. They come from the load
/// worker's reports, twice a second: an indication of what goes on, while the record holds the figures that count.
/// </summary>
internal sealed class LiveMeter : IRunObserver, IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "rpcbench";

    private const double NsPerSecond = 1e9;

    private sealed record Running(KeyValuePair<string, object?>[] Tags, LoadProgress Progress);

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _calls;
    private readonly Counter<long> _launches;
    private readonly OutcomeIncrements _increments = new();
    private volatile Running? _running;

    public LiveMeter()
    {
        _calls = _meter.CreateCounter<long>("rpcbench.calls", "{call}", "Calls by how they ended, those of the warm-up included.");
        _launches = _meter.CreateCounter<long>("rpcbench.launches", "{launch}", "Launches that have ended.");
        _meter.CreateObservableUpDownCounter("rpcbench.in_flight", () => Now(p => p.InFlight), "{call}", "Calls begun and not yet ended.");
        _meter.CreateObservableGauge("rpcbench.rate", () => Now(p => p.RatePerSecond), "{call}/s", "Outcomes per second, over about half a second.");
        _meter.CreateObservableGauge("rpcbench.response_time", Percentiles, "s", "Percentiles of the response times of the window, over about half a second.");
    }

    public void Launching(int number, int of, int round, Cell cell) => _increments.Begin();

    public void Probing(Cell cell, CapacityProbe probe) => _increments.Begin();

    public void Progressed(Cell cell, LoadProgress progress)
    {
        KeyValuePair<string, object?>[] tags = Tags(cell, progress.Stage == LoadStage.Warmup ? "warmup" : "window");
        Count(tags, _increments.Add(progress));
        _running = new Running(tags, progress);
    }

    public void Launched(Cell cell, RoundRecord round)
    {
        KeyValuePair<string, object?>[] tags = Tags(cell, "window");

        // The windows of a search were counted one by one; the record has those of the last one alone.
        if (round.Search is null)
        {
            Count(tags, _increments.End(round.Counts));
        }
        _launches.Add(1, [.. tags.Where(t => t.Key != "rpcbench.stage"), new("rpcbench.outcome", round.Failure is null ? "ok" : "failed")]);
        _running = null;
    }

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] Tags(Cell cell, string stage) =>
    [
        new("rpcbench.cell", cell.Id),
        new("rpcbench.scenario", cell.Scenario.Name),
        new("rpcbench.transport", cell.Transport.Name),
        new("rpcbench.codec", cell.Codec.Name),
        new("rpcbench.load", cell.Load.Text),
        new("rpcbench.stage", stage),
    ];

    private void Count(KeyValuePair<string, object?>[] tags, OutcomeIncrements.Outcomes outcomes)
    {
        foreach ((string outcome, long count) in (ReadOnlySpan<(string, long)>)
            [("ok", outcomes.Ok), ("error", outcomes.Error), ("timeout", outcomes.Timeout), ("cancelled", outcomes.Cancelled), ("dropped", outcomes.Dropped)])
        {
            if (count > 0)
            {
                _calls.Add(count, [.. tags, new("rpcbench.outcome", outcome)]);
            }
        }
    }

    private IEnumerable<Measurement<T>> Now<T>(Func<LoadProgress, T> of) where T : struct =>
        _running is { } running ? [new Measurement<T>(of(running.Progress), running.Tags)] : [];

    private IEnumerable<Measurement<double>> Percentiles()
    {
        if (_running is not { } running)
        {
            yield break;
        }
        foreach ((double quantile, long? ns) in new[] { (0.5, running.Progress.P50Ns), (0.9, running.Progress.P90Ns), (0.99, running.Progress.P99Ns), (0.999, running.Progress.P999Ns) })
        {
            if (ns is long value)
            {
                yield return new Measurement<double>(value / NsPerSecond, [.. running.Tags, new("rpcbench.quantile", quantile)]);
            }
        }
    }
}
