using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Checks;
using Bench.Results.Reports;

namespace Bench.Tests.Results;

/// <summary>Where the time of sampled calls goes, as reports show it.</summary>
public sealed class StageReportTests
{
    private static readonly RunRecord Run = SampleRun.Staged();

    [Theory]
    [InlineData("md")]
    [InlineData("html")]
    public void Each_cell_whose_stages_were_timed_has_them_with_what_they_add_up_to(string format)
    {
        string text = SampleRun.Render(new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", format), Run);
        (string from, string to) = format == "md" ? ("## Where the time goes", "## Payload sizes") : ("<section id=\"stages\"", "<section id=\"connections\"");
        int start = text.IndexOf(from, StringComparison.Ordinal);
        Golden.Matches($"tests/results/golden/staged.{format}", text[start..text.IndexOf(to, start, StringComparison.Ordinal)]);
    }

    [Fact]
    public void What_they_leave_unexplained_is_a_finding_from_a_tenth_on()
    {
        string name = new StageResidualCheck().Name;
        Assert.Equal(["order/pooled/json/closed:16"], Run.Cells.Where(c => c.Trust.Findings.Any(f => f.Check == name)).Select(c => c.Id));
    }
}
