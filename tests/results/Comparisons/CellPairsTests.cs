using Bench.Harness.Record;
using Bench.Results.Comparisons;

namespace Bench.Tests.Results.Comparisons;

public sealed class CellPairsTests
{
    private static readonly RunRecord Matrix = SampleRun.Matrix();

    [Fact]
    public void Runs_are_paired_by_cell_and_what_only_one_has_is_named()
    {
        NamedRun shorter = new("b", Matrix with { Cells = [.. Matrix.Cells.Skip(1)] });

        var pairs = CellPairs.OfRuns(new NamedRun("a", Matrix), shorter);

        Assert.Equal(Matrix.Cells.Skip(1).Select(c => c.Id), pairs.Pairs.Select(p => p.Name));
        Assert.All(pairs.Pairs, p => Assert.False(p.IsInterleaved));
        Assert.Equal(new AbsentCell(Matrix.Cells[0].Id, "b does not have it"), Assert.Single(pairs.Unpaired));
        Assert.Empty(pairs.Differences);
    }

    [Fact]
    public void An_invalid_cell_is_not_compared_and_the_reason_is_given()
    {
        RunRecord troubled = SampleRun.Troubled();

        var pairs = CellPairs.OfRuns(new NamedRun("a", Matrix), new NamedRun("b", troubled));

        string[] invalid = [.. troubled.Cells.Where(c => c.Trust.Verdict == TrustVerdict.Invalid).Select(c => c.Id)];
        Assert.NotEmpty(invalid);
        Assert.Empty(pairs.Pairs.Select(p => p.Name).Intersect(invalid));
        Assert.Contains(pairs.Unpaired, u => u.Id == Matrix.Cells[0].Id && u.Reason.Contains("is invalid in b: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Along_an_axis_the_first_value_is_held_against_each_other_one()
    {
        var pairs = CellPairs.Along([new NamedRun("a", Matrix)], ComparisonAxis.Find("codec")!);

        Assert.Equal(6, pairs.Pairs.Count);
        Assert.All(pairs.Pairs, p => Assert.Equal(("json", true, p.Reference.Transport), (p.Reference.Codec, p.IsInterleaved, p.Other.Transport)));
        Assert.Equal("order/per-call/messagepack/closed:16 against json", pairs.Pairs[0].Name);
        Assert.Empty(pairs.Forbidding);
    }

    [Fact]
    public void Connections_differ_by_transport_and_are_named_and_not_held_against_it()
    {
        var pairs = CellPairs.Along([new NamedRun("a", With(1, o => o with { Pool = 9 }))], ComparisonAxis.Find("transport")!);

        Assert.Equal(2, pairs.Differences.Count(d => d.What == "options.pool" && d.Reference == "9"));
        Assert.Empty(pairs.Forbidding);
    }

    [Theory]
    [InlineData("codec")]
    [InlineData("load")]
    public void Another_contract_forbids_a_comparison_along_another_axis(string axis)
    {
        RunRecord run = With(1, o => o with { HeartbeatMs = 77 });
        CellRecord other = run.Cells[1] with { Id = "x", Load = run.Cells[1].Load with { Text = "closed:4" } };

        var pairs = CellPairs.Along([new NamedRun("a", run with { Cells = [run.Cells[0], run.Cells[1], other with { Options = run.Cells[0].Options }] })], ComparisonAxis.Find(axis)!);

        Assert.Contains(pairs.Forbidding, d => d.What == "options.heartbeatMs");
    }

    [Fact]
    public void Other_hardware_runtime_and_payloads_forbid_and_another_commit_is_named()
    {
        RunRecord other = Matrix with
        {
            Seed = Matrix.Seed + 1,
            Environment = Matrix.Environment with { Cores = 64, Runtime = ".NET 11.0.0" },
            Tool = Matrix.Tool with { Commit = "other" },
        };

        var pairs = CellPairs.OfRuns(new NamedRun("a", Matrix), new NamedRun("b", other));

        Assert.Equal(["cores", "payload seed", "runtime"], pairs.Forbidding.Select(d => d.What).Order(StringComparer.Ordinal));
        Assert.Contains(pairs.Differences, d => d.What == "commit" && !d.Forbids);
        Assert.Contains("cores is 2 in the reference, 64 in the other", pairs.Forbidding.Select(d => d.Text));
    }

    private static RunRecord With(int cell, Func<CellOptions, CellOptions> change) =>
        Matrix with { Cells = [.. Matrix.Cells.Select((c, i) => i == cell ? c with { Options = change(c.Options) } : c)] };
}
