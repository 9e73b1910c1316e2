using Bench.Harness.Record;
using Bench.Results.Statistics;
using HdrHistogram;

namespace Bench.Results.Reports;

/// <summary>
/// The response times of every cell in HdrHistogram's percentile text, in µs, one section per cell:
/// cut one out to plot it with the tools that read <c>.hgrm</c>. Lines of our own begin with <c>#</c>.
/// </summary>
public sealed class HgrmReport : IReport
{
    private const int TicksPerHalfDistance = 5;
    private const double NsPerUs = 1000;

    /// <inheritdoc/>
    public string Name => "hgrm";

    /// <inheritdoc/>
    public string Summary => "HdrHistogram percentile text of every cell's response time";

    /// <inheritdoc/>
    public string FileName => "report.hgrm";

    /// <inheritdoc/>
    public void Write(RunRecord run, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"# {TrustText.Line(run)}\n");
        foreach (CellRecord cell in run.Cells)
        {
            writer.Write($"\n# Cell: {PlainText.OneLine(cell.Id)} (trust: {TrustText.Word(cell.Trust.Verdict)}); response time in µs, finished rounds merged\n");
            if (CellHistograms.Response(cell) is { } histogram)
            {
                using StringWriter text = new(System.Globalization.CultureInfo.InvariantCulture) { NewLine = "\n" };
                histogram.OutputPercentileDistribution(text, TicksPerHalfDistance, NsPerUs);
                writer.Write(text.ToString().ReplaceLineEndings("\n"));
            }
            else
            {
                writer.Write("# no latencies were measured\n");
            }
        }
    }
}
