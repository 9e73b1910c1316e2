using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Results.Reports;

namespace Bench.Tests.Results;

/// <summary>Faults are marked on the timeline of the reports that people read.</summary>
public sealed class FaultTimelineTests
{
    private static readonly RunRecord Run = WithFaults(SampleRun.Matrix());

    [Fact]
    public void A_fault_stands_in_the_second_in_which_it_took_place()
    {
        FaultTimeline timeline = Assert.Single(FaultTimeline.Of(Run));

        Assert.Equal(["", "kill provider 2; reset 50% (2 connections met)", ""], timeline.Seconds.Select(s => s.Happened));
        Assert.Equal(["1", "996", "4", "1.00 ms", "9.00 ms"], timeline.Seconds[1].Texts.Take(5));
        Assert.All(timeline.Seconds, s => Assert.Equal(FaultTimeline.Headings.Count, s.Texts.Count));
    }

    [Theory]
    [InlineData("md")]
    [InlineData("html")]
    public void It_is_in_the_report_and_absent_where_nothing_happened(string name)
    {
        IReport report = new PlugCatalog(typeof(IReport).Assembly).Find<IReport>("report", name);

        Assert.Contains("kill provider 2", SampleRun.Render(report, Run), StringComparison.Ordinal);
        Assert.Contains("second by second", SampleRun.Render(report, Run), StringComparison.Ordinal);
        Assert.DoesNotContain("second by second", SampleRun.Render(report, SampleRun.Matrix()), StringComparison.Ordinal);
    }

    private static RunRecord WithFaults(RunRecord run)
    {
        RoundRecord round = run.Cells[0].Rounds[0] with
        {
            Timeline = [new TimelineSecond(0, 1_000, 0, 2e6, 1e6), new TimelineSecond(1, 996, 4, 9e6, 1e6), new TimelineSecond(2, 1_000, 0, 2e6, 1e6)],
            Faults = [new FaultInfo(1_000.4, "kill provider 2"), new FaultInfo(1_900, "reset 50%", "2 connections met")],
        };
        return run with { Cells = [run.Cells[0] with { Rounds = [round, .. run.Cells[0].Rounds.Skip(1)] }, .. run.Cells.Skip(1)] };
    }
}
