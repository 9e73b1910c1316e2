using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Gates;
using Bench.Tests.Results.Comparisons;

namespace Bench.Tests.Results;

public sealed class GateTests
{
    private const int Launches = 20;

    private static readonly RunRecord Good = new SimulatedRun(1).Next(Launches);

    [Fact]
    public void A_run_passes_against_itself()
    {
        GateReport report = Judge(Good, Good);

        Assert.Equal(GateVerdict.Passed, report.Verdict);
        Assert.StartsWith("Gate: passed: 30 figures the same within the threshold, or better. 20 launches a side count, measured apart.", GateText.Line(report), StringComparison.Ordinal);
        Assert.Empty(GateText.Reasons(report));
    }

    [Fact]
    public void A_slower_cell_is_named_with_its_figure()
    {
        GateReport report = Judge(Good, new SimulatedRun(2).Next(Launches, slowdown: 0.2));

        Assert.Equal(GateVerdict.Regressed, report.Verdict);
        Assert.StartsWith("regressed: order/pooled/messagepack/closed:16: client.cpu 4", GateText.Reasons(report).First(), StringComparison.Ordinal);
        Assert.Contains("failures=\"1\"", Text(report, GateJUnit.Write), StringComparison.Ordinal);
        Assert.StartsWith("::error title=rpcbench gate::regressed: ", GateAnnotations.Lines(report).First(), StringComparison.Ordinal);
        Assert.Contains("%25", GateAnnotations.Lines(report).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_record_comes_before_a_regression()
    {
        RunRecord slow = new SimulatedRun(2).Next(Launches, slowdown: 0.2);
        RunRecord invalid = slow with
        {
            Cells = [slow.Cells[0] with { Trust = new Trust(TrustVerdict.Invalid, [new Finding("x", Severity.Invalid, "calls were lost")]) }, .. slow.Cells.Skip(1)],
            Trust = new Trust(TrustVerdict.Invalid, [new Finding("x", Severity.Invalid, "calls were lost")]),
        };

        GateReport report = Judge(Good, invalid);

        Assert.Equal(GateVerdict.Untrusted, report.Verdict);
        Assert.Equal("not trusted: candidate is invalid: calls were lost.", GateText.Reasons(report).First());
        Assert.DoesNotContain(report.Figures, f => f.Cell == slow.Cells[0].Id);
    }

    [Fact]
    public void A_regression_comes_before_what_is_open()
    {
        RunRecord slow = new SimulatedRun(2).Next(Launches, slowdown: 0.2);

        GateReport report = Judge(Good, slow with { Cells = [.. slow.Cells.Skip(1)] });

        Assert.Equal(GateVerdict.Regressed, report.Verdict);
        Assert.Contains($"not compared: {Good.Cells[0].Id}: candidate does not have it.", GateText.Reasons(report));
    }

    [Fact]
    public void A_cell_that_is_gone_is_no_pass() =>
        Assert.Equal(GateVerdict.Inconclusive, Judge(Good, Good with { Cells = [.. Good.Cells.Skip(1)] }).Verdict);

    [Fact]
    public void A_cell_that_is_new_is_named_and_passes() =>
        Assert.Equal(GateVerdict.Passed, Judge(Good with { Cells = [.. Good.Cells.Skip(1)] }, Good).Verdict);

    [Fact]
    public void Too_few_launches_are_no_pass()
    {
        RunRecord few = Good with { Cells = [.. Good.Cells.Select(c => c with { Rounds = [.. c.Rounds.Take(3)] })] };

        GateReport report = Judge(Good, few);

        Assert.Equal(GateVerdict.Inconclusive, report.Verdict);
        Assert.Contains(GateText.Reasons(report), r => r.EndsWith(": 3 of 20 launches.", StringComparison.Ordinal));
        Assert.StartsWith("::warning ", GateAnnotations.Lines(report).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client.cpu>1ns", GateVerdict.Regressed)]
    [InlineData("client.cpu>1s", GateVerdict.Passed)]
    [InlineData("attempts>1", GateVerdict.Inconclusive)]
    public void Budgets_are_absolute(string budget, GateVerdict verdict)
    {
        var rules = GateRules.Of(new GatePolicy { Budgets = [budget] });

        Assert.Equal(verdict, Gate.Of(new NamedRun("baseline", Good), new NamedRun("candidate", Good), rules, new GateMeasurement()).Verdict);
    }

    [Fact]
    public void A_base_that_differs_from_itself_gives_no_verdict()
    {
        RunRecord drifted = new SimulatedRun(3).Next(Launches, slowdown: 0.3);

        GateReport report = Gate.Of(
            new NamedRun("baseline", Good), new NamedRun("candidate", drifted), GateRules.Default, new GateMeasurement { BaselineAgain = new NamedRun("baseline again", drifted) });

        Assert.Equal(GateVerdict.Untrusted, report.Verdict);
        Assert.StartsWith("not trusted: the same build twice differs in order/pooled/messagepack/closed:16, client.cpu: +", GateText.Reasons(report).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_and_junit_are_those_of_the_golden_files()
    {
        RunRecord slow = new SimulatedRun(2).Next(Launches, slowdown: 0.2);
        GateReport report = Judge(Good, slow with { Tool = slow.Tool with { Commit = "<b>|other" } });

        Golden.Matches("tests/results/golden/gate.md", Text(report, GateMarkdown.Write));
        Golden.Matches("tests/results/golden/gate.junit.xml", Text(report, GateJUnit.Write));
    }

    private static GateReport Judge(RunRecord baseline, RunRecord candidate) =>
        Gate.Of(new NamedRun("baseline", baseline), new NamedRun("candidate", candidate), GateRules.Default, new GateMeasurement());

    private static string Text(GateReport report, Action<GateReport, TextWriter> write)
    {
        using var text = new StringWriter();
        write(report, text);
        return text.ToString();
    }
}
