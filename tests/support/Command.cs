using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Bench.Harness.Record;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Support;

/// <summary>The real command in a real process, as its users run it.</summary>
internal sealed class Command : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Command(Process process) => _process = process;

    public string Out => Locked(_out);

    public string Error => Locked(_error);

    public int Id => _process.Id;

    /// <summary>The first line of standard output.</summary>
    public Task<string> FirstLine => _firstLine.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static string Program(string name = "rpcbench") => Path.Combine(AppContext.BaseDirectory, name);

    /// <summary>Runs to the end.</summary>
    public static async Task<Result> RunAsync(params string[] args)
    {
        await using Command command = Start("rpcbench", args);
        return await command.EndAsync();
    }

    /// <summary>Runs to the end, in a folder.</summary>
    public static async Task<Result> RunInAsync(string folder, params string[] args)
    {
        await using Command command = StartIn(folder, "rpcbench", args);
        return await command.EndAsync();
    }

    /// <summary>Runs to the end, as somebody whom the modes of files bind: they don't bind a superuser who keeps all rights.</summary>
    public static async Task<Result> RunWithinModesAsync(params string[] args)
    {
        await using Command command = Environment.IsPrivilegedProcess
            ? Start(Needs.Program("setpriv", "apt-get install util-linux"), ["--bounding-set=-dac_override,-dac_read_search", Program(), .. args])
            : Start("rpcbench", args);
        return await command.EndAsync();
    }

    /// <summary>Starts a program that may hold only so many file handles.</summary>
    public static Command StartWithHandles(int most, string program, params string[] args) =>
        Start(Needs.Program("prlimit", "apt-get install util-linux"), [$"--nofile={most}:{most}", Program(program), .. args]);

    public static Command Start(string program, params string[] args) => StartIn(Path.GetTempPath(), program, args);

    private static Command StartIn(string folder, string program, string[] args)
    {
        var start = new ProcessStartInfo(Program(program), args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder,
        };
        // Compiling the runtime's own methods anew where they are called often takes half the CPU time of a short launch, and tests look at no speed.
        start.Environment["DOTNET_TC_CallCountThreshold"] = "30000";
        var command = new Command(new Process { StartInfo = start });
        command._process.OutputDataReceived += (_, line) => command.Append(command._out, line.Data);
        command._process.ErrorDataReceived += (_, line) => command.Append(command._error, line.Data);
        command._process.Start();
        command._process.BeginOutputReadLine();
        command._process.BeginErrorReadLine();
        return command;
    }

    public async Task<Result> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return new Result(_process.ExitCode, Out, Error);
    }

    /// <summary>Sends a signal by its name, e.g. <c>INT</c>.</summary>
    public Task SignalAsync(string signal) => SignalAsync(Id, signal);

    public static async Task SignalAsync(int id, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>The process that this one started with such a verb.</summary>
    public async Task<int> ChildAsync(string verb)
    {
        for (int i = 0; i < 600; i++)
        {
            foreach (string folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
            {
                try
                {
                    string[] line = (await File.ReadAllTextAsync($"{folder}/cmdline")).Split('\0');
                    string[] stat = (await File.ReadAllTextAsync($"{folder}/stat")).Split(") ")[^1].Split(' ');
                    if (stat[1] == $"{Id}" && line.Length > 1 && line[1] == verb)
                    {
                        return int.Parse(Path.GetFileName(folder));
                    }
                }
                catch (IOException)
                {
                    // It ended while it was looked at.
                }
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"no '{verb}' was started: {Error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private void Append(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }
        lock (text)
        {
            text.Append(line).Append('\n');
        }
        if (ReferenceEquals(text, _out))
        {
            _firstLine.TrySetResult(line);
        }
    }

    private static string Locked(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    /// <summary>How a command ended.</summary>
    public sealed record Result(int ExitCode, string Out, string Error)
    {
        /// <summary>The run record on standard output.</summary>
        public RunRecord Record => JsonSerializer.Deserialize<RunRecord>(Out, RunRecordJson.Options)!;
    }
}

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rpcbench-test-").FullName;

    public string File(string name, string? content = null)
    {
        string path = System.IO.Path.Combine(Path, name);
        if (content is not null)
        {
            System.IO.File.WriteAllText(path, content);
        }
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Tests that start processes run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessTests
{
    public const string Name = "processes";
}
