using System.Diagnostics;

namespace Bench.Tests.Support;

/// <summary>
/// Builds <c>tests/allocations</c> optimized, whatever the tests themselves are: without the optimizer the state machine of each read and write is an object, so that
/// no count of bytes says anything about what users run.
/// </summary>
public sealed class OptimizedBuild : IAsyncLifetime
{
    private const string Project = "tests/allocations";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>The program.</summary>
    public string Program { get; } = SourceTree.File($"{Project}/bin/Release/net10.0/allocations");

    public async ValueTask InitializeAsync()
    {
        // No process of the build outlives it: one that did would hold its output open.
        var start = new ProcessStartInfo("dotnet", ["build", SourceTree.File(Project), "-c", "Release", "-v", "q", "--nologo", "--disable-build-servers"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process build = Process.Start(start)!;
        Task<string> said = build.StandardOutput.ReadToEndAsync();
        Task<string> error = build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(build.ExitCode == 0, await said + await error);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
