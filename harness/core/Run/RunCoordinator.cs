using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Is told how a run goes.</summary>
public interface IRunObserver
{
    /// <summary>A launch begins, or a search of many.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="of">How many there will be.</param>
    /// <param name="round">Its round, from 1.</param>
    /// <param name="cell">Its cell.</param>
    void Launching(int number, int of, int round, Cell cell)
    {
    }

    /// <summary>About twice a second.</summary>
    void Progressed(Cell cell, LoadProgress progress)
    {
    }

    /// <summary>A window of a cell's search begins.</summary>
    void Probing(Cell cell, CapacityProbe probe)
    {
    }

    /// <summary>A window of a cell's search has ended and was judged.</summary>
    void Probed(Cell cell, SearchStep step)
    {
    }

    /// <summary>A launch, or a search of many, has ended.</summary>
    void Launched(Cell cell, RoundRecord round)
    {
    }
}

/// <summary>What a run came to, before it is summed up and judged.</summary>
/// <param name="Record">The record, without summaries; trust not audited.</param>
/// <param name="TargetLost">The server could not be reached, or died: the run was ended there.</param>
public sealed record MeasuredRun(RunRecord Record, bool TargetLost);

/// <summary>Measures a plan: in each round every cell once, in an order shuffled anew. It generates no load itself.</summary>
/// <param name="launcher">Measures one cell once.</param>
/// <param name="clock">The time source.</param>
/// <param name="judge">Judges the windows of searches.</param>
public sealed class RunCoordinator(ILauncher launcher, Clock clock, IObjectiveJudge judge)
{
    /// <summary>Runs to the end of the plan, to the loss of the server, or until stopped; what was measured is returned either way.</summary>
    /// <param name="matrix">What to measure.</param>
    /// <param name="quick">Whether it is the short default matrix.</param>
    /// <param name="observer">Is told how it goes.</param>
    /// <param name="stop">Ends the run now.</param>
    public async Task<MeasuredRun> RunAsync(CellMatrix matrix, bool quick, IRunObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(observer);
        DateTimeOffset startedAt = clock.UtcNow;
        var rounds = matrix.Cells.ToDictionary(c => c, _ => new List<RoundRecord>());
        Dictionary<(IScenario, ICodec), PayloadVerdict> payloads = await PayloadVerdict.AllAsync(matrix).ConfigureAwait(false);
        int all = matrix.Cells.Count * matrix.Settings.Rounds;
        int number = 0;
        var searches = new CapacityRun(launcher, judge, observer);
        bool targetLost = false;
        for (int round = 1; round <= matrix.Settings.Rounds && !stop.IsCancellationRequested && !targetLost; round++)
        {
            foreach (Cell cell in RoundOrder.Of(matrix.Cells, matrix.Settings.Seed, round))
            {
                observer.Launching(++number, all, round, cell);
                LaunchReport? report = payloads[(cell.Scenario, cell.Codec)].Failure is string failure
                    ? new LaunchReport(new RoundRecord { Round = round, Failure = failure, Counts = new CallCounts() })
                    : cell.Load is CapacityLoad
                    ? await searches.SearchAsync(cell, matrix, round, rounds[cell].LastOrDefault(r => r.CapacityPerSecond is not null)?.CapacityPerSecond, stop).ConfigureAwait(false)
                    : await launcher.LaunchAsync(cell, matrix, round, progress => observer.Progressed(cell, progress), stop).ConfigureAwait(false);
                if (report is not null)
                {
                    rounds[cell].Add(report.Round);
                    observer.Launched(cell, report.Round);
                    targetLost = report.TargetLost && !stop.IsCancellationRequested;
                }
                if (stop.IsCancellationRequested || targetLost)
                {
                    break;
                }
            }
        }
        CellRecord[] cells = [.. matrix.Cells.Where(c => rounds[c].Count > 0).Select(c => RecordOf(c, rounds[c], payloads[(c.Scenario, c.Codec)].Sizes))];
        return new MeasuredRun(
            MeasuredRecord.Of(matrix.Plan, matrix.Settings, cells, matrix.Absent, BuildProbe.Tool(), EnvironmentProbe.Environment(matrix.Settings), startedAt) with
            {
                Partial = rounds.Values.Any(r => r.Count < matrix.Settings.Rounds || r.Any(one => one.Partial == true)) ? true : null,
                Quick = quick ? true : null,
            },
            targetLost);
    }

    /// <summary>A cell as the record describes it, without a summary; trust not audited.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="rounds">What was measured of it.</param>
    /// <param name="payloads">Encoded sizes of its messages.</param>
    public static CellRecord RecordOf(Cell cell, IReadOnlyList<RoundRecord> rounds, IReadOnlyList<PayloadInfo> payloads)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return new CellRecord
        {
            Id = cell.Id,
            Scenario = cell.Scenario.Name,
            Transport = cell.Transport.Name,
            FloorOf = (cell.Transport.Kind as IFloor)?.Strategy,
            Setup = (cell.Transport.Kind as IServedTransport)?.Setup,
            Codec = cell.Codec.Name,
            Binding = cell.Binding.Name,
            Directory = cell.Settings.Directory.Scheme,
            Link = cell.Settings.Link,
            Variant = cell.Variant,
            Options = cell.DescribeOptions(),
            Load = cell.DescribeLoad(),
            Payloads = payloads,
            Rounds = rounds,
            Trust = Trust.NotAudited,
        };
    }
}
