using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Examinations;
using Bench.Harness.Measure;
using static Bench.Harness.Examinations.Fitness;

namespace Bench.Tests.Harness.Examinations;

/// <summary>Examinations on machines made of a few files.</summary>
public sealed class ExaminationTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly);

    private static readonly MachineNeeds Needs = new() { Processes = 2, OpenFiles = 400, ConnectsPerCall = true, ConnectionsPerSecond = null, StaysOnMachine = true };

    public static TheoryData<string> Names => [.. Plugs.All<IExamination>().Select(e => e.Name)];

    /// <summary>What a system that tells nothing is no reason for.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_a_system_does_not_tell_is_held_against_nobody(string name)
    {
        using FakeMachine machine = FakeMachine.Of(8);
        Diagnosis diagnosis = await ExamineAsync(name, machine);
        // The build and the noise of this very process are what they are.
        Assert.True(diagnosis.Fitness == Fit || name is "build" or "noise" or "timer" or "clock", $"{name}: {diagnosis}");
        AssertWhole(diagnosis);
    }

    [Theory]
    [InlineData(1, 2, Unfit)]
    [InlineData(2, 2, Note)]
    [InlineData(3, 2, Fit)]
    [InlineData(3, 5, Note)]
    public async Task Cores(int cores, int processes, Fitness fitness)
    {
        using FakeMachine machine = FakeMachine.Of(cores);
        await AssertAsync("cores", machine, fitness, $"{cores} core", Needs with { Processes = processes });
    }

    [Theory]
    [InlineData("0::/\n", "sys/fs/cgroup/cpu.max", "max 100000\n", "", Fit, "no quota")]
    [InlineData("0::/a/b\n", "sys/fs/cgroup/a/cpu.max", "150000 100000\n", "", Unfit, "1.5 cores")]
    [InlineData("0::/a/b\n", "sys/fs/cgroup/a/b/cpu.max", "400000 100000\n", "nr_periods 9\nnr_throttled 7\n", Note, "4 cores, 7 periods cut short")]
    [InlineData("4:cpu,cpuacct:/x\n1:name=systemd:/\n", "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "10000\n", "", Unfit, "0.1 cores")]
    [InlineData("4:cpu,cpuacct:/x\n", "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "50000\n", "", Unfit, "0.5 cores")]
    [InlineData("4:cpu:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n", "", Fit, "no quota")]
    [InlineData("4:memory:/\n", "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "1\n", "", Fit, "no quota")]
    public async Task Cpu_quota(string groups, string file, string quota, string stat, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(8, ("proc/self/cgroup", groups), (file, quota));
        string folder = Path.GetDirectoryName(file)!;
        machine.Write($"{folder}/cpu.stat", stat);
        machine.Write($"{folder}/cpu.cfs_period_us", "100000\n");
        await AssertAsync("cpu-quota", machine, fitness, words);
    }

    [Fact]
    public async Task The_tightest_quota_around_counts()
    {
        using FakeMachine machine = FakeMachine.Of(8, ("proc/self/cgroup", "0::/a/b\n"), ("sys/fs/cgroup/a/b/cpu.max", "800000 100000"), ("sys/fs/cgroup/a/cpu.max", "100000 100000"));
        await AssertAsync("cpu-quota", machine, Unfit, "1 cores");
    }

    [Theory]
    [InlineData(2, Fit, "2.0 %")]
    [InlineData(3, Unfit, "3.0 %")]
    public async Task Cpu_steal(int stolen, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/stat", "cpu  100 0 0 0 0 0 0 5 0 0\n"));
        machine.Meanwhile = () => machine.Write("proc/stat", $"cpu  {200 - stolen} 0 0 0 0 0 0 {5 + stolen} 0 0\n");
        await AssertAsync("cpu-steal", machine, fitness, words);
    }

    [Theory]
    [InlineData(9, Fit, "others use 0.09 cores (java (x) 0.09); load average of the last minute 1.50")]
    [InlineData(20, Note, "0.20 cores")]
    [InlineData(60, Unfit, "0.60 cores")]
    public async Task Busy_processes(int ticks, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/stat", "cpu  100 0 0 900 0 0 0 0 0 0\n"), ("proc/loadavg", "1.50 1.00 0.50 1/100 4711\n"));
        void Process(int id, string name, int user, int kernel) => machine.Write($"proc/{id}/stat", $"{id} ({name}) S 1 1 1 0 -1 4194560 1 2 3 4 {user} {kernel} 0 0 20 0 1 0 1\n");
        Process(10, "java (x)", 500, 100);
        Process(11, "idle", 7, 7);
        Process(Environment.ProcessId, "rpcbench", 1, 1);
        machine.Meanwhile = () =>
        {
            // A second of two cores is 200 ticks.
            machine.Write("proc/stat", "cpu  150 0 0 1050 0 0 0 0 0 0\n");
            Process(10, "java (x)", 500 + ticks, 100);
            Process(Environment.ProcessId, "rpcbench", 90, 1);
            Process(12, "new", 90, 1);
        };
        await AssertAsync("busy-processes", machine, fitness, words);
    }

    [Fact]
    public void Noise_is_judged_by_the_smallest_difference_that_the_pairs_could_tell()
    {
        // 60 pairs of standard deviation s: 2.8 · s / √60.
        Diagnosis Of(double deviation) => NoiseExamination.Judge([.. Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? 1 : -1) * deviation * Math.Sqrt(59.0 / 60))]);
        Assert.Equal(Fit, Of(0.05).Fitness);
        Assert.Contains("difference of 1.8 %", Of(0.05).Found, StringComparison.Ordinal);
        Assert.Equal(Note, Of(0.06).Fitness);
        Assert.Equal(Unfit, Of(0.30).Fitness);
        Assert.Equal(Unfit, NoiseExamination.Judge([0.1, 0.2]).Fitness);
        AssertWhole(Of(0.06));
    }

    [Fact]
    public async Task Noise_is_measured_in_bounded_time()
    {
        using FakeMachine machine = FakeMachine.Of(2);
        Diagnosis diagnosis = await ExamineAsync("noise", machine).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("pairs of equal work", diagnosis.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("performance", "performance", Fit, "governor performance on 2 cores")]
    [InlineData("performance", "powersave", Note, "performance on 1 core, powersave on 1 core")]
    public async Task Cpu_frequency(string first, string second, Fitness fitness, string words)
    {
        const string Folder = "sys/devices/system/cpu";
        using FakeMachine machine = FakeMachine.Of(
            2, ($"{Folder}/cpu0/cpufreq/scaling_governor", first + "\n"), ($"{Folder}/cpu1/cpufreq/scaling_governor", second + "\n"), ($"{Folder}/cpufreq/x", ""), ($"{Folder}/cpuidle/y", ""));
        await AssertAsync("cpu-frequency", machine, fitness, words);
    }

    [Theory]
    [InlineData("intel_pstate/no_turbo", "0", Note)]
    [InlineData("intel_pstate/no_turbo", "1", Fit)]
    [InlineData("cpufreq/boost", "1", Note)]
    [InlineData("cpufreq/boost", "0", Fit)]
    public async Task Turbo(string file, string value, Fitness fitness)
    {
        using FakeMachine machine = FakeMachine.Of(2, ($"sys/devices/system/cpu/{file}", value + "\n"));
        await AssertAsync("turbo", machine, fitness, fitness == Note ? "on" : "off");
    }

    [Theory]
    [InlineData("1", Note)]
    [InlineData("0", Fit)]
    public async Task Smt(string active, Fitness fitness)
    {
        using FakeMachine machine = FakeMachine.Of(2, ("sys/devices/system/cpu/smt/active", active + "\n"));
        await AssertAsync("smt", machine, fitness, fitness == Note ? "on" : "off");
    }

    [Fact]
    public async Task The_clock_says_its_source_and_its_cost()
    {
        using FakeMachine machine = FakeMachine.Of(2, ("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n"));
        Assert.Matches(@"^\d+ ns a reading, source tsc$", (await ExamineAsync("clock", machine)).Found);
    }

    [Theory]
    [InlineData(0.2, Fit)]
    [InlineData(5, Note)]
    [InlineData(50, Unfit)]
    public void Timer(double lagMs, Fitness fitness)
    {
        var lags = new LatencyHistogram();
        for (int i = 0; i < 200; i++)
        {
            lags.Record((long)(i < 190 ? 60_000 : lagMs * 1e6));
        }
        Diagnosis diagnosis = TimerExamination.Judge(lags);
        Assert.Equal(fitness, diagnosis.Fitness);
        Assert.Contains("60 µs late at the median", diagnosis.Found, StringComparison.Ordinal);
        AssertWhole(diagnosis);
    }

    [Theory]
    [InlineData(4_000_000, null, Fit, "3,906 MiB")]
    [InlineData(1_000_000, null, Note, "976 MiB")]
    [InlineData(500_000, null, Unfit, "488 MiB")]
    [InlineData(4_000_000, 600L, Unfit, "500 MiB")]
    [InlineData(1_000_000, 90_000L, Note, "976 MiB")]
    public async Task Memory(long availableKiB, long? groupMiB, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/meminfo", $"MemTotal: 9 kB\nMemAvailable:   {availableKiB} kB\n"));
        if (groupMiB is long mib)
        {
            machine.Write("sys/fs/cgroup/memory.max", $"{mib << 20}\n");
            machine.Write("sys/fs/cgroup/memory.current", $"{100 << 20}\n");
        }
        await AssertAsync("memory", machine, fitness, words);
    }

    [Theory]
    [InlineData(0, 0, Fit, "none")]
    [InlineData(2048, 0, Note, "2 MiB in swap")]
    [InlineData(2048, 3, Unfit, "3 pages moved")]
    public async Task Swap(long usedKiB, int moving, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(
            2, ("proc/meminfo", $"SwapTotal: 4096 kB\nSwapFree: {4096 - usedKiB} kB\n"), ("proc/vmstat", "pswpin 10\npswpout 20\n"));
        machine.Meanwhile = () => machine.Write("proc/vmstat", $"pswpin 10\npswpout {20 + moving}\n");
        await AssertAsync("swap", machine, fitness, words);
    }

    [Theory]
    [InlineData("1024", Fit, "1,024 per process")]
    [InlineData("500", Note, "500 per process, about 400 needed")]
    [InlineData("256", Unfit, "256 per process")]
    [InlineData("unlimited", Fit, "no limit known")]
    public async Task Open_files(string soft, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/self/limits", $"Limit  Soft Limit  Hard Limit  Units\nMax open files            {soft}                 4096                 files     \n"));
        await AssertAsync("open-files", machine, fitness, words);
    }

    [Theory]
    [InlineData("2", 0, null, true, Fit, "28,232 ports, good for 14,116 connections/s (tcp_tw_reuse 2), 0 in TIME_WAIT")]
    [InlineData("2", 0, 14_000.0, true, Fit, "14,116")]
    [InlineData("2", 0, 15_000.0, true, Unfit, "14,116")]
    [InlineData("1", 0, null, false, Fit, "14,116")]
    [InlineData("2", 0, null, false, Note, "good for 235 connections/s")]
    [InlineData("0", 0, null, true, Note, "good for 235 connections/s")]
    [InlineData("0", 0, 100.0, true, Fit, "235")]
    [InlineData("0", 0, 300.0, true, Unfit, "235")]
    [InlineData("2", 3_000, null, true, Note, "3,000 in TIME_WAIT now")]
    public async Task Ports(string reuse, int waiting, double? rate, bool local, Fitness fitness, string words)
    {
        using FakeMachine machine = FakeMachine.Of(
            2,
            ("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n"),
            ("proc/sys/net/ipv4/tcp_tw_reuse", reuse + "\n"),
            ("proc/sys/net/ipv4/tcp_max_tw_buckets", "131072\n"),
            ("proc/net/sockstat", $"TCP: inuse 4 orphan 0 tw {waiting} alloc 9 mem 1\n"));
        await AssertAsync("ports", machine, fitness, words, Needs with { ConnectionsPerSecond = rate, StaysOnMachine = local });
    }

    [Fact]
    public async Task Ports_matter_only_where_calls_connect()
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/sys/net/ipv4/ip_local_port_range", "1000 1001\n"), ("proc/sys/net/ipv4/tcp_tw_reuse", "0\n"));
        await AssertAsync("ports", machine, Fit, "not asked for", Needs with { ConnectsPerCall = false });
    }

    [Theory]
    [InlineData(false, false, Fit)]
    [InlineData(true, false, Unfit)]
    [InlineData(false, true, Unfit)]
    public void Build(bool debug, bool traced, Fitness fitness)
    {
        Assert.Equal(fitness, BuildExamination.Judge(debug, traced).Fitness);
        AssertWhole(BuildExamination.Judge(debug, traced));
    }

    [Fact]
    public async Task A_tracer_is_found()
    {
        using FakeMachine machine = FakeMachine.Of(2, ("proc/self/status", "Name:\tx\nTracerPid:\t77\n"));
        await AssertAsync("build", machine, Unfit, "debugger or tracer");
    }

    private static Task<Diagnosis> ExamineAsync(string name, FakeMachine machine, MachineNeeds? needs = null) =>
        Plugs.Find<IExamination>("examination", name).ExamineAsync(machine, needs ?? Needs, TestContext.Current.CancellationToken);

    private static async Task AssertAsync(string name, FakeMachine machine, Fitness fitness, string words, MachineNeeds? needs = null)
    {
        Diagnosis diagnosis = await ExamineAsync(name, machine, needs);
        Assert.True(diagnosis.Fitness == fitness, diagnosis.ToString());
        Assert.Contains(words, diagnosis.Found, StringComparison.Ordinal);
        AssertWhole(diagnosis);
    }

    /// <summary>What speaks against a machine has its limit and its remedy.</summary>
    private static void AssertWhole(Diagnosis diagnosis)
    {
        Assert.NotEmpty(diagnosis.Found);
        Assert.Equal(diagnosis.Fitness == Fit, diagnosis.Limit is null);
        Assert.Equal(diagnosis.Fitness == Fit, diagnosis.Remedy is null);
    }
}
