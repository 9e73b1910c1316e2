using Bench.Cli.Terminal;
using Bench.Results.Gates;
using Bench.Results.Store;

namespace Bench.Cli;

/// <summary>What a gate leaves behind: files beside the records, and what GitHub Actions shows where it runs there.</summary>
internal static class GateFiles
{
    /// <summary>Writes the verdict to the log, its files into a folder if there is one, and tells GitHub.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteAsync(GateReport report, string? folder, bool json, Streams streams)
    {
        string markdown = Text(w => GateMarkdown.Write(report, w));
        if (folder is not null)
        {
            await AtomicFile.WriteAsync(Path.Combine(folder, GateMarkdown.FileName), markdown).ConfigureAwait(false);
            await AtomicFile.WriteAsync(Path.Combine(folder, GateJUnit.FileName), Text(w => GateJUnit.Write(report, w))).ConfigureAwait(false);
            await AtomicFile.WriteAsync(Path.Combine(folder, GateJson.FileName), GateJson.Of(report)).ConfigureAwait(false);
        }
        if (json)
        {
            streams.Out.Write(GateJson.Of(report));
        }
        else
        {
            GateLines.Write(report, streams);
        }
        await TellGitHubAsync(report, markdown, json ? streams.Error : streams.Out).ConfigureAwait(false);
        return report.Verdict switch
        {
            GateVerdict.Passed => ExitCode.Good,
            GateVerdict.Regressed => ExitCode.Crossed,
            _ => ExitCode.Untrusted,
        };
    }

    // https://docs.github.com/actions/reference/workflows-and-actions/variables: both are set there, and nowhere else.
    private static async Task TellGitHubAsync(GateReport report, string markdown, TextWriter log)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_ACTIONS") != "true")
        {
            return;
        }
        foreach (string line in GateAnnotations.Lines(report))
        {
            await log.WriteLineAsync(line).ConfigureAwait(false);
        }
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
        {
            await File.AppendAllTextAsync(summary, markdown).ConfigureAwait(false);
        }
    }

    private static string Text(Action<TextWriter> write)
    {
        using var text = new StringWriter();
        write(text);
        return text.ToString();
    }
}
