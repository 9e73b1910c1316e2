using System.Diagnostics;
using System.Reflection;
using Bench.Cli.Terminal;

namespace Bench.Cli.Builds;

/// <summary>Makes builds out of what <c>ab</c> was given: a folder that holds one is taken as it is, a git ref is checked out and built.</summary>
internal sealed class Builder : IAsyncDisposable
{
    private const string Project = "harness/cli";

    private readonly Streams _streams;
    private readonly string _folder = Directory.CreateTempSubdirectory("rpcbench-ab-").FullName;
    private readonly List<string> _trees = [];
    private readonly Dictionary<string, Build> _byCommit = [];

    public Builder(Streams streams) => _streams = streams;

    /// <summary>The build of a folder or git ref.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="option">The option it was given by, for messages.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="UsageException">It is neither, or can't be built; the message says why.</exception>
    public async Task<Build> OfAsync(string text, string option, CancellationToken stop)
    {
        if (Directory.Exists(text))
        {
            return new Build(text, ProgramIn(text) ?? throw new UsageException(
                $"{option} is the folder {text}, which holds no build: there is neither {string.Join(" nor ", Names())} in it. Give a folder that 'dotnet build' or 'dotnet publish' has written, or a git ref."));
        }
        (int code, string commit, _) = await RunAsync("git", ["rev-parse", "--verify", "--quiet", $"{text}^{{commit}}"], null, stop).ConfigureAwait(false);
        if (code != 0)
        {
            throw new UsageException(
                $"{option} is '{text}', which is neither a folder nor a git ref of {Environment.CurrentDirectory}. Give a build folder, or a branch, tag or commit (a shallow clone lacks most: fetch with full depth).");
        }
        // The same commit twice is built once: two builds of it differ by nothing.
        if (!_byCommit.TryGetValue(commit, out Build? build))
        {
            _byCommit[commit] = build = await BuildAsync(text, commit, option, stop).ConfigureAwait(false);
        }
        return build with { Name = text };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string tree in _trees)
        {
            await RunAsync("git", ["worktree", "remove", "--force", tree], null, CancellationToken.None).ConfigureAwait(false);
        }
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Build> BuildAsync(string text, string commit, string option, CancellationToken stop)
    {
        string tree = Path.Combine(_folder, commit[..12]);
        (int code, _, string error) = await RunAsync("git", ["worktree", "add", "--detach", tree, commit], null, stop).ConfigureAwait(false);
        if (code != 0)
        {
            throw new UsageException($"{option} is '{text}', which can't be checked out: {error}");
        }
        _trees.Add(tree);
        string project = Path.Combine(tree, Project);
        if (!Directory.Exists(project))
        {
            throw new UsageException($"{option} is '{text}', whose tree has no {Project}: give build folders for programs of your own.");
        }
        _streams.Error.WriteLine($"building {text} ({commit[..12]})");
        string output = Path.Combine(_folder, $"{commit[..12]}-build");
        (code, string said, error) = await RunAsync("dotnet", ["build", project, "-c", "Release", "-o", output, "-v", "q", "--nologo"], tree, stop).ConfigureAwait(false);
        return code != 0
            ? throw new UsageException($"{option} is '{text}', which can't be built: {(said + error).Trim()}")
            : new Build(text, ProgramIn(output) ?? throw new UsageException($"{option} is '{text}', whose build has no {Names()[0]}."), commit);
    }

    private static string? ProgramIn(string folder) => Names().Select(n => Path.Combine(Path.GetFullPath(folder), n)).FirstOrDefault(File.Exists);

    /// <summary>A program of the user's own has a name of its own.</summary>
    private static string[] Names()
    {
        string[] programs = [.. new[] { Assembly.GetEntryAssembly()?.GetName().Name, "rpcbench" }.OfType<string>().Distinct()];
        return [.. programs.SelectMany(p => new[] { $"{p}.dll", OperatingSystem.IsWindows() ? $"{p}.exe" : p })];
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(string program, string[] arguments, string? folder, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? "" };
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenRegistration killing = stop.Register(() => process.Kill(entireProcessTree: true));
            Task<string> said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return (process.ExitCode, (await said.ConfigureAwait(false)).Trim(), (await error.ConfigureAwait(false)).Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, "", $"{program}: {e.Message}");
        }
    }
}
