using System.CommandLine;
using System.Runtime.InteropServices;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Run;

namespace Bench.Cli.Verbs;

/// <summary>A load worker, started by <c>run</c>: reads a job as a line, writes progress and the report as lines. Not for people.</summary>
internal static class WorkerVerb
{
    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var command = new Command(ProcessLauncher.WorkerVerb, "Started by 'run' for each launch.") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            using PosixSignalRegistration ignored = Interruption.IgnoreTerminal();
            using var stop = new CancellationTokenSource();
            var input = new InputLines();
            string? line = await input.NextAsync().ConfigureAwait(false);
            if (line is null)
            {
                throw new UsageException("'worker' is started by 'run' and reads its job from standard input.");
            }
            LaunchJob job = LaunchJson.FromLine<LaunchJob>(line);
            _ = StopWithInputAsync(input, stop);
            LaunchReport report = await LoadWorker.RunAsync(
                job,
                plugs,
                progress => Write(new LaunchLine(Progress: progress)),
                startNs => Write(new LaunchLine(WindowStartNs: startNs)),
                stop.Token).ConfigureAwait(false);
            Write(new LaunchLine(Report: report));
            return ExitCode.Good;

            void Write(LaunchLine line) => streams.Out.WriteLine(LaunchJson.ToLine(line));
        });
        return command;
    }

    /// <summary>A line asks for the end, and so does the end of the input: the coordinating process has gone.</summary>
    private static async Task StopWithInputAsync(InputLines input, CancellationTokenSource stop)
    {
        await input.NextAsync().ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
    }
}
