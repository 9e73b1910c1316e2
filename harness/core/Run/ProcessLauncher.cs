using System.Text.Json;
using Bench.Harness.Catalog;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>
/// Runs each launch in a fresh load worker and, unless a running server is driven, fresh servers; all are this program, started
/// with <see cref="WorkerVerb"/> and <c>serve</c>. They end with their standard input, so they never outlive the coordinating process.
/// </summary>
/// <param name="plugs">The plugs of this program.</param>
/// <param name="clock">The time source.</param>
/// <param name="disturb">Disturbs each load worker on purpose, from the start of its window until the token ends it with the launch; null to leave it alone.</param>
public sealed class ProcessLauncher(PlugCatalog plugs, Clock clock, Func<RunningWorker, CancellationToken, Task>? disturb = null) : ILauncher
{
    /// <summary>The verb that makes this program a load worker.</summary>
    public const string WorkerVerb = "worker";

    /// <summary>The verb that makes this program the links of a launch.</summary>
    public const string RelayVerb = "relay";

    /// <summary>The line that asks a worker to end its window now.</summary>
    public const string StopLine = "stop";

    /// <summary>The option that makes <c>serve</c> end with its standard input.</summary>
    public const string OwnedOption = "--owned";

    /// <summary>What <c>serve</c> prints before the endpoint when it is ready.</summary>
    public const string ListeningPrefix = "listening ";

    /// <summary>What <c>serve</c> prints before that where a stack is asked about itself.</summary>
    public const string ControlPrefix = "control ";

    private static readonly TimeSpan ReportMargin = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<LaunchReport?> LaunchAsync(Cell cell, CellMatrix matrix, int round, Action<LoadProgress> progressed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(matrix);
        // All processes start at once; the worker waits for its job.
        await using var worker = ChildProcess.Start([WorkerVerb], ChildSettings.EnvironmentOf(cell.Io), cell.Settings.Pin?.Worker);
        if (matrix.Settings.Endpoint is { } running)
        {
            return await WorkAsync(worker, cell, LaunchJob.Of(cell, matrix, LaunchServers.One(running.ToString(), cell), round), null, progressed, stop).ConfigureAwait(false);
        }
        try
        {
            string launch = $"{Environment.ProcessId}-{clock.NowNs:x}";
            ServerFleet? fleet = await ServerFleet.StartAsync(cell, plugs, launch, matrix.Settings.Seed + (ulong)round, stop).ConfigureAwait(false);
            if (fleet is null)
            {
                return null;
            }
            await using (fleet.ConfigureAwait(false))
            {
                return await WorkAsync(worker, cell, LaunchJob.Of(cell, matrix, fleet.Servers, round), fleet, progressed, stop).ConfigureAwait(false);
            }
        }
        catch (LaunchException e)
        {
            return LaunchReport.Failed(round, e.Message, targetLost: true);
        }
    }

    private async Task<LaunchReport?> WorkAsync(ChildProcess worker, Cell cell, LaunchJob job, ServerFleet? fleet, Action<LoadProgress> progressed, CancellationToken stop)
    {
        await worker.WriteLineAsync(LaunchJson.ToLine(job)).ConfigureAwait(false);
        using var ending = new CancellationTokenSource();
        using var over = new CancellationTokenSource();
        using CancellationTokenRegistration stopping = stop.Register(() => StopWorker(worker, job, ending));
        LaunchFaults? faults = fleet is null ? null : new LaunchFaults(cell.Settings.Faults, fleet, clock);
        Task suffering = Task.CompletedTask;
        Task disturbance = Task.CompletedTask;
        long windowStartNs = long.MaxValue;
        Task<LaunchReport?> reporting = ReportAsync(
            worker,
            progressed,
            startNs =>
            {
                windowStartNs = startNs;
                suffering = faults?.SufferAsync(startNs, over.Token) ?? Task.CompletedTask;
                disturbance = disturb?.Invoke(new RunningWorker(worker.Id), over.Token) ?? Task.CompletedTask;
            },
            ending.Token);
        if (fleet is not null && await Task.WhenAny(reporting, fleet.Died).ConfigureAwait(false) == fleet.Died && !reporting.IsCompleted)
        {
            StopWorker(worker, job, ending);
        }
        LaunchReport? report = await reporting.ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(suffering, disturbance).ConfigureAwait(false);
        if (report is not null && fleet is not null)
        {
            RelayRound? relay = await fleet.CountLinkAsync().ConfigureAwait(false);
            report = report with
            {
                Round = report.Round with
                {
                    Faults = faults!.Happened.Count > 0 ? faults.Happened : null,
                    Relay = relay,
                    Directory = report.Round.Directory is { } seen ? seen with { Ticks = fleet.TicksSince(windowStartNs) } : null,
                },
            };
        }
        if (fleet is { Died.IsCompleted: true })
        {
            ServerProcess dead = await fleet.Died.ConfigureAwait(false);
            string failure = $"the server process died while it was measured ({await dead.DescribeEndAsync().ConfigureAwait(false)})";
            return report is null ? LaunchReport.Failed(job.Round, failure, targetLost: true) : report with { TargetLost = true, Round = report.Round with { Failure = failure } };
        }
        if (report is null && !stop.IsCancellationRequested)
        {
            return LaunchReport.Failed(job.Round, $"the load worker ended without a report ({await worker.DescribeEndAsync().ConfigureAwait(false)})", targetLost: false);
        }
        return report;
    }

    private static void StopWorker(ChildProcess worker, LaunchJob job, CancellationTokenSource ending)
    {
        _ = worker.WriteLineAsync(StopLine);
        ending.CancelAfter(job.Client.Deadline + ReportMargin);
    }

    private static async Task<LaunchReport?> ReportAsync(ChildProcess worker, Action<LoadProgress> progressed, Action<long> started, CancellationToken ending)
    {
        try
        {
            while (await worker.ReadLineAsync(ending).ConfigureAwait(false) is string text)
            {
                LaunchLine line = LaunchJson.FromLine<LaunchLine>(text);
                if (line.Report is not null)
                {
                    return line.Report;
                }
                if (line.WindowStartNs is long startNs)
                {
                    started(startNs);
                }
                if (line.Progress is not null)
                {
                    progressed(line.Progress);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It was asked to end and did not answer in time: it is killed with its disposal.
        }
        catch (JsonException)
        {
            // It wrote something else than a line of ours: its end says more than that line would.
        }
        return null;
    }
}
