using Bench.Harness.Record;
using Bench.Results.Reports;
using Bench.Results.Store;

namespace Bench.Cli;

/// <summary>Writes reports beside a run's record.</summary>
internal static class ReportFiles
{
    /// <summary>Renders and writes; a file is the old one or the whole new one.</summary>
    /// <returns>The paths written.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(RunRecord run, IEnumerable<IReport> reports, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var paths = new List<string>();
        foreach (IReport report in reports)
        {
            using var text = new StringWriter();
            report.Write(run, text);
            string path = Path.Combine(folder, report.FileName);
            await AtomicFile.WriteAsync(path, text.ToString(), cancellation).ConfigureAwait(false);
            paths.Add(path);
        }
        return paths;
    }
}
