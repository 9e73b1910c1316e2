using Bench.Harness.Run;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Bench.Micro.Runs;

/// <summary>How often and where a benchmark runs.</summary>
/// <param name="processes">Gives it a process of its own; null where that can't be.</param>
internal sealed class MicroJobs(IToolchain? processes)
{
    /// <summary>Processes in which a first message is measured.</summary>
    private const int FirstMessageLaunches = 10;

    /// <summary>The job in a process of its own with the runtime's settings of load workers, or in this one where that can't be.</summary>
    /// <param name="asked">As asked for; a toolchain in it stays.</param>
    /// <param name="shipped">Whether a program built from the sources of rpcbench can run it.</param>
    public Job Place(Job asked, bool shipped)
    {
        if (asked.Infrastructure.HasValue(InfrastructureMode.ToolchainCharacteristic))
        {
            return asked;
        }
        IToolchain toolchain = shipped && processes is not null ? processes : InProcessEmitToolchain.Instance;
        Job placed = asked.WithToolchain(toolchain);
        if (!toolchain.IsInProcess)
        {
            placed = placed.WithEnvironmentVariables([.. ChildSettings.Environment.Select(v => new EnvironmentVariable(v.Key, v.Value))]);
        }
        return placed.WithId(asked.ResolvedId);
    }

    /// <summary>The same place, for what can be measured once a process.</summary>
    /// <returns>Null where there are no processes of its own.</returns>
    public static Job? Once(Job placed)
    {
        if (placed.Infrastructure.Toolchain is not { IsInProcess: false })
        {
            return null;
        }
        int launches = placed.Run.RunStrategy == BenchmarkDotNet.Engines.RunStrategy.ColdStart ? placed.Run.LaunchCount : FirstMessageLaunches;
        return placed
            .WithStrategy(BenchmarkDotNet.Engines.RunStrategy.ColdStart)
            .WithLaunchCount(launches)
            .WithWarmupCount(0)
            .WithIterationCount(1)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithId("Cold");
    }
}
