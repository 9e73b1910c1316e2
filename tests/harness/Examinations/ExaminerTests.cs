using Bench.Harness.Examinations;
using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Tests.Harness.Examinations;

public sealed class ExaminerTests
{
    private static readonly MachineNeeds Needs = new() { Processes = 2, OpenFiles = 400, ConnectsPerCall = false, ConnectionsPerSecond = null, StaysOnMachine = true };

    [Fact]
    public async Task Each_is_asked_in_turn_and_what_one_of_somebody_elses_does_wrong_is_its_own_note()
    {
        var machine = new Machine(new Clock(new HurriedTime()), new MachineFiles());
        IReadOnlyList<ExaminationReport> reports = await Examiner.ExamineAsync(
            [
                new Examination("good", _ => Task.FromResult(Diagnosis.Fit("all well"))),
                new Examination("failing", _ => throw new InvalidOperationException("division")),
                new Examination("unwell", _ => Task.FromResult(Diagnosis.Unfit("bad", "good", "mend it"))),
                new Examination("blocking", _ =>
                {
                    new ManualResetEventSlim().Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
                    return Task.FromResult(Diagnosis.Fit("late"));
                }),
            ],
            machine,
            Needs,
            TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);

        Assert.Equal(["good", "failing", "unwell", "blocking"], reports.Select(r => r.Name));
        Assert.Equal([Fitness.Fit, Fitness.Note, Fitness.Unfit, Fitness.Note], reports.Select(r => r.Fitness));
        Assert.Contains("division", reports[1].Found, StringComparison.Ordinal);
        Assert.Contains("no answer within", reports[3].Found, StringComparison.Ordinal);
        Assert.Contains(nameof(ExaminerTests), reports[3].Remedy!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_given_up()
    {
        using var giveUp = new CancellationTokenSource();
        var machine = new Machine(Clock.System, new MachineFiles());
        Task<IReadOnlyList<ExaminationReport>> asking = Examiner.ExamineAsync(
            [
                new Examination("waiting", async cancellation =>
                {
                    await giveUp.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancellation);
                    return Diagnosis.Fit("never");
                }),
            ],
            machine,
            Needs,
            giveUp.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Work_keeps_the_cores_busy_and_rest_does_not()
    {
        var machine = new Machine(Clock.System, new MachineFiles());
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await machine.WorkAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.True(Environment.CpuUsage.TotalTime > before);
        await machine.RestAsync(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
    }

    private sealed class Examination(string name, Func<CancellationToken, Task<Diagnosis>> examine) : IExamination
    {
        public string Name => name;

        public string Summary => "a test's";

        public int Rank => 0;

        public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation) => examine(cancellation);
    }

    /// <summary>Time that goes ten times as fast, and timers with it: the budget is up soon.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private readonly long _start = System.GetTimestamp();

        public override long GetTimestamp() => _start + ((System.GetTimestamp() - _start) * 10);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 10 : dueTime, period > TimeSpan.Zero ? period / 10 : period);
    }
}
