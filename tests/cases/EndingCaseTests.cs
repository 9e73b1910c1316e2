using Bench.Harness.Outcome;

namespace Bench.Tests.Cases;

/// <summary>Reply, deadline, cancellation and sender race to end a call.</summary>
public sealed class EndingCaseTests
{
    [Fact]
    public void Case21_in_a_million_courses_of_reply_deadline_and_cancellation_exactly_one_wins()
    {
        const int Seeds = 1_000_000;
        var simulation = new EndingSimulation();

        for (ulong seed = 0; seed < Seeds; seed++)
        {
            string? problem = simulation.Play(seed);
            Assert.True(problem is null, $"seed {seed}: {problem}");
        }

        // Each way to end has come about often, and so have answers that came too late.
        Assert.Equal(2 * Seeds, simulation.Outcomes.Sum());
        Assert.All(
            (OutcomeKind[])[OutcomeKind.Ok, OutcomeKind.Timeout, OutcomeKind.Cancelled],
            kind => Assert.True(simulation.Outcomes[(int)kind] > Seeds / 20, $"{kind}: {simulation.Outcomes[(int)kind]}"));
        Assert.True(simulation.Unwanted > Seeds / 20, $"{simulation.Unwanted}");
    }
}
