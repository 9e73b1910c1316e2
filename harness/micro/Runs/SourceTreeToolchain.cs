using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.CsProj;
using BenchmarkDotNet.Toolchains.DotNetCli;

namespace Bench.Micro.Runs;

/// <summary>
/// Builds a program around the benchmarks and runs each in a process of its own. BenchmarkDotNet looks for the project from the current directory
/// on; here it is the source tree that this program was built in, wherever it is called.
/// </summary>
internal static class SourceTreeToolchain
{
    private const string Project = "harness/micro/Bench.Micro.csproj";

    /// <summary>The toolchain; null without a .NET SDK, or where the program does not lie in its source tree.</summary>
    public static IToolchain? Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, Project)))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder is not null && HostEnvironmentInfo.GetCurrent().IsDotNetCliInstalled() ? Of(new FileInfo(Path.Combine(folder, Project))) : null;
    }

    private static Toolchain Of(FileInfo project)
    {
        // All but names are null in it, as the library's own toolchains pass them on.
        NetCoreAppSettings settings = NetCoreAppSettings.NetCoreApp10_0;
        return new Toolchain(
            settings.Name,
            new Generator(settings, project),
            new DotNetCliBuilder(settings.TargetFrameworkMoniker, settings.CustomDotNetCliPath),
            new DotNetCliExecutor(settings.CustomDotNetCliPath!));
    }

    private sealed class Generator(NetCoreAppSettings settings, FileInfo project)
        : CsProjGenerator(settings.TargetFrameworkMoniker, settings.CustomDotNetCliPath!, settings.PackagesPath!, settings.RuntimeFrameworkVersion!)
    {
        protected override FileInfo GetProjectFilePath(Type benchmarkTarget, ILogger logger) => project;
    }
}
