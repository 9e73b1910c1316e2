using System.Text.RegularExpressions;
using Bench.Cli;
using Bench.Tests.Support;

namespace Bench.Tests.House;

/// <summary>
/// Runs command lines of the docs, one after another as a reader would: small, with the docs' servers on free ports, and stored runs and
/// outputs in a temporary folder. What a line leaves open of a matrix is expanded, and one cell of it measured.
/// </summary>
internal sealed partial class DocCommands : IAsyncDisposable
{
    private static readonly (string Option, string Value)[] Small =
    [
        ("--count", "40"), ("--warmup", "50ms"), ("--rounds", "1"), ("--scenarios", "echo"), ("--transports", "multiplexed"), ("--codecs", "messagepack"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _endpoints = [];
    private readonly List<Command> _servers = [];
    private string? _stored;
    private int _runs;

    public Task RunAsync(string[] arguments)
    {
        arguments = [.. arguments.Select(a => a.Contains('/', StringComparison.Ordinal) && File.Exists(SourceTree.File(a)) ? SourceTree.File(a) : a)];
        return arguments.FirstOrDefault() switch
        {
            null or "run" => MeasureAsync([.. arguments.Skip(1)]),
            "serve" => ServeAsync(arguments),
            "report" => ReportAsync(arguments),
            "compare" => StoredAsync(arguments, ExitCode.Good, ExitCode.Untrusted),
            "gate" => GateAsync(arguments),
            "ab" => CompareBuildsAsync(arguments),
            "micro" => arguments.Contains("--list") ? ExpectAsync(arguments, ExitCode.Good) : BenchmarkAsync([.. arguments.Skip(1).TakeWhile(a => a[0] != '-')], NewFolder()),
            "history" => HistoryAsync(arguments),
            // What it finds is the machine's.
            "recommend" => StoredAsync(arguments, ExitCode.Good, ExitCode.Crossed, ExitCode.Untrusted),
            // What it finds is the machine's.
            "doctor" => ExpectAsync(arguments, ExitCode.Good, ExitCode.Untrusted),
            // All of them take minutes, and are tried one by one elsewhere.
            "calibrate" => ExpectAsync(["calibrate", "lying-plugs", .. arguments.Where(a => a.StartsWith("--", StringComparison.Ordinal))], ExitCode.Good),
            _ => ExpectAsync(arguments, ExitCode.Good),
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Command server in _servers)
        {
            await server.DisposeAsync();
        }
        _folder.Dispose();
    }

    private async Task MeasureAsync(string[] options)
    {
        options = [.. options.Select(o => _endpoints.GetValueOrDefault(o, o)).Where(o => o != "--dry-run")];
        if (Array.IndexOf(options, "--out") is int output and >= 0)
        {
            options = [.. options[..output], .. options[(output + 2)..]];
        }
        await ExpectAsync(["run", .. options, "--dry-run"], ExitCode.Good);
        if (options.Any(o => o.StartsWith("capacity:", StringComparison.Ordinal)))
        {
            // A search takes many launches; the tests of the command make some.
            return;
        }
        // A number of calls ends the window, not a time: on a machine that stands still for a moment a short one may pass without a call.
        List<string> small = [.. options.Select(o => o == "--duration" ? "--count" : Phases().Replace(o, "@50ms"))];
        foreach ((string option, string value) in Small)
        {
            int at = small.IndexOf(option);
            if (at < 0)
            {
                small.AddRange([option, value]);
            }
            else if (option is "--count" or "--warmup" or "--rounds")
            {
                small[at + 1] = value;
            }
        }
        await ExpectAsync(["run", .. small, "--out", NewFolder()], ExitCode.Good, ExitCode.Crossed, ExitCode.Untrusted);
    }

    private async Task ServeAsync(string[] arguments)
    {
        int at = Array.IndexOf(arguments, "--endpoint") + 1;
        string said = arguments[at];
        arguments[at] = said.StartsWith("unix:", StringComparison.Ordinal) ? $"unix:{_folder.File("s")}" : "127.0.0.1:0";
        Command server = Command.Start("rpcbench", arguments);
        _servers.Add(server);
        string line = await server.FirstLine;
        Assert.StartsWith("listening ", line, StringComparison.Ordinal);
        _endpoints[said] = line["listening ".Length..];
    }

    private async Task ReportAsync(string[] arguments)
    {
        int micro = Array.IndexOf(arguments, "--micro") + 1;
        if (micro > 0)
        {
            arguments[micro] = NewFolder();
            await BenchmarkAsync(["messagepack/echo/"], arguments[micro]);
        }
        Command.Result result = await StoredAsync(arguments, ExitCode.Good);
        Assert.All(result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), path => Assert.True(File.Exists(path), path));
    }

    /// <summary>A line about all stored runs, with the folder of those that were made here in its place.</summary>
    private async Task HistoryAsync(string[] arguments)
    {
        await StoreAsync();
        await ExpectAsync([.. arguments.Select(a => a == "rpcbench-results" ? _folder.Path : a)], ExitCode.Good);
    }

    /// <summary>A line about a stored run, with one measured here in its place.</summary>
    private async Task<Command.Result> StoredAsync(string[] arguments, params int[] exitCodes)
    {
        string run = await StoreAsync();
        string[] stored = [.. arguments.Select(a => a.StartsWith("rpcbench-results/", StringComparison.Ordinal) ? run : a)];
        return await ExpectAsync(stored.Contains(run) ? stored : [stored[0], run, .. stored[1..]], exitCodes);
    }

    private async Task<string> StoreAsync()
    {
        if (_stored is null)
        {
            _stored = NewFolder();
            string[] small = [.. Small.SelectMany(s => new[] { s.Option, s.Option == "--codecs" ? "json,messagepack" : s.Value })];
            await ExpectAsync(["run", .. small, "--out", _stored], ExitCode.Good, ExitCode.Untrusted);
        }
        return _stored;
    }

    private Task<Command.Result> GateAsync(string[] arguments)
    {
        int at = Array.IndexOf(arguments, "--baseline") + 1;
        arguments[at] = _folder.File($"{arguments[at]}.json");
        int output = Array.IndexOf(arguments, "--out") + 1;
        if (output > 0)
        {
            arguments[output] = NewFolder();
        }
        // One small round proves nothing.
        return StoredAsync(arguments, ExitCode.Good, ExitCode.Untrusted);
    }

    /// <summary>The build of the tests takes the place of both refs: which of them there are is the checkout's.</summary>
    private Task<Command.Result> CompareBuildsAsync(string[] arguments)
    {
        foreach (string side in new[] { "--base", "--head" })
        {
            arguments[Array.IndexOf(arguments, side) + 1] = AppContext.BaseDirectory;
        }
        string[] small = [.. Small.SelectMany(s => new[] { s.Option, s.Option == "--rounds" ? "2" : s.Value })];
        return ExpectAsync([arguments[0], SourceTree.File("scenarios/plans/payloads.json"), .. arguments.Skip(1), .. small, "--out", NewFolder()], ExitCode.Good, ExitCode.Crossed, ExitCode.Untrusted);
    }

    /// <summary>Once each, without building a program for it.</summary>
    private static Task<Command.Result> BenchmarkAsync(string[] filters, string folder) =>
        ExpectAsync(["micro", .. filters, "--job", "dry", "--inProcess", "--out", folder], ExitCode.Good);

    private string NewFolder() => _folder.File($"run-{++_runs}");

    private static async Task<Command.Result> ExpectAsync(string[] arguments, params int[] exitCodes)
    {
        Command.Result result = await Command.RunAsync(arguments);
        Assert.True(exitCodes.Contains(result.ExitCode), $"rpcbench {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Error}");
        return result;
    }

    [GeneratedRegex(@"@[0-9.]+(ms|s|m|h)\b")]
    private static partial Regex Phases();
}
