using System.Text.Json;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>
/// Runs each launch in a fresh load worker and, unless a running server is driven, a fresh server; both are this program, started
/// with <see cref="WorkerVerb"/> and <c>serve</c>. They end with their standard input, so they never outlive the coordinating process.
/// </summary>
public sealed class ProcessLauncher : ILauncher
{
    /// <summary>The verb that makes this program a load worker.</summary>
    public const string WorkerVerb = "worker";

    /// <summary>The line that asks a worker to end its window now.</summary>
    public const string StopLine = "stop";

    /// <summary>The option that makes <c>serve</c> end with its standard input.</summary>
    public const string OwnedOption = "--owned";

    /// <summary>What <c>serve</c> prints before the endpoint when it is ready.</summary>
    public const string ListeningPrefix = "listening ";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReportMargin = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<LaunchReport?> LaunchAsync(Cell cell, CellMatrix matrix, int round, Action<LoadProgress> progressed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Settings.Endpoint is { } running)
        {
            await using ChildProcess driver = StartWorker();
            return await WorkAsync(driver, LaunchJob.Of(cell, matrix, running.ToString(), round), null, progressed, stop).ConfigureAwait(false);
        }
        string folder = Directory.CreateTempSubdirectory("rpcbench-").FullName;
        try
        {
            // Both start at once; the worker waits for its job.
            await using ChildProcess worker = StartWorker();
            await using var server = ChildProcess.Start(
                [
                    "serve", OwnedOption, "--endpoint", cell.Transport.Carrier.LocalEndpoint(folder).ToString(), "--transports", cell.Transport.Name,
                    "--codecs", cell.Codec.Name, "--scenarios", cell.Scenario.Name, "--binding", matrix.Binding.Name,
                ],
                ChildSettings.Environment);
            string? line = await FirstLineAsync(server, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                return null;
            }
            if (line is null || !line.StartsWith(ListeningPrefix, StringComparison.Ordinal))
            {
                return Failed(round, $"the server process did not start ({await server.DescribeEndAsync().ConfigureAwait(false)})", targetLost: true);
            }
            return await WorkAsync(worker, LaunchJob.Of(cell, matrix, line[ListeningPrefix.Length..], round), server, progressed, stop).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ChildProcess StartWorker() => ChildProcess.Start([WorkerVerb], ChildSettings.Environment);

    private static async Task<LaunchReport?> WorkAsync(ChildProcess worker, LaunchJob job, ChildProcess? server, Action<LoadProgress> progressed, CancellationToken stop)
    {
        await worker.WriteLineAsync(LaunchJson.ToLine(job)).ConfigureAwait(false);
        using var ending = new CancellationTokenSource();
        using CancellationTokenRegistration stopping = stop.Register(() => StopWorker(worker, job, ending));
        Task<LaunchReport?> reporting = ReportAsync(worker, progressed, ending.Token);
        if (server is not null && await Task.WhenAny(reporting, server.Exited).ConfigureAwait(false) == server.Exited && !reporting.IsCompleted)
        {
            StopWorker(worker, job, ending);
        }
        LaunchReport? report = await reporting.ConfigureAwait(false);
        if (server is { Exited.IsCompleted: true })
        {
            string failure = $"the server process died while it was measured ({await server.DescribeEndAsync().ConfigureAwait(false)})";
            return report is null ? Failed(job.Round, failure, targetLost: true) : report with { TargetLost = true, Round = report.Round with { Failure = failure } };
        }
        if (report is null && !stop.IsCancellationRequested)
        {
            return Failed(job.Round, $"the load worker ended without a report ({await worker.DescribeEndAsync().ConfigureAwait(false)})", targetLost: false);
        }
        return report;
    }

    private static void StopWorker(ChildProcess worker, LaunchJob job, CancellationTokenSource ending)
    {
        _ = worker.WriteLineAsync(StopLine);
        ending.CancelAfter(job.Deadline + ReportMargin);
    }

    private static async Task<LaunchReport?> ReportAsync(ChildProcess worker, Action<LoadProgress> progressed, CancellationToken ending)
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

    private static async Task<string?> FirstLineAsync(ChildProcess server, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(StartTimeout);
        try
        {
            return await server.ReadLineAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static LaunchReport Failed(int round, string failure, bool targetLost) =>
        new(new RoundRecord { Round = round, Failure = failure, Counts = new CallCounts() }, TargetLost: targetLost);
}
