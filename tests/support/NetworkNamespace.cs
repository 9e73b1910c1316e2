using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Bench.Tests.Support.Servers;
using Microsoft.Win32.SafeHandles;

namespace Bench.Tests.Support;

/// <summary>
/// A network of a test's own, with a loopback device, ports and rules that nobody else sees. A thread of this process lives in it, on which
/// sockets are made; once made they may be used from anywhere.
/// </summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000;
    private const string Install = "apt-get install iproute2 nftables";

    private static int _count;

    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _inside;
    private readonly string _ip;
    private readonly string _nft;
    private bool _added;

    private NetworkNamespace()
    {
        Needs.Root("a network namespace takes its rights");
        _ip = Needs.Program("ip", Install);
        _nft = Needs.Program("nft", Install);
        _inside = new Thread(Live) { IsBackground = true, Name = Name };
    }

    public string Name { get; } = $"rpcbench-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var made = new NetworkNamespace();
        (int code, string said) = await RunAsync(made._ip, ["netns", "add", made.Name], null);
        if (code != 0)
        {
            Needs.Unmet($"no network namespace can be made here ({said.Trim()}): run the tests with CAP_SYS_ADMIN");
        }
        made._added = true;
        try
        {
            await made.DoAsync(made._ip, "link", "set", "lo", "up");
            made._inside.Start();
            await made._entered.Task;
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command inside, which has to succeed.</summary>
    /// <returns>What it said.</returns>
    public Task<string> DoAsync(params string[] command) => FeedAsync(null, command);

    /// <summary>Adds a firewall rule for what arrives, as <c>nft</c> spells it.</summary>
    public Task RuleAsync(string rule) => FeedAsync($"table inet test {{ chain in {{ type filter hook input priority 0; {rule}; }}; }}\n", _nft, "-f", "-");

    /// <summary>Takes all firewall rules away.</summary>
    public Task NoRulesAsync() => DoAsync(_nft, "flush", "ruleset");

    /// <summary>Sets a kernel parameter of this network.</summary>
    public Task SetAsync(string parameter, string value) => DoAsync(Needs.Program("sysctl", "apt-get install procps"), "-q", "-w", $"{parameter}={value}");

    /// <summary>Starts a program of ours inside.</summary>
    public Command Start(string program, params string[] args) => Command.Start(_ip, ["netns", "exec", Name, Command.Program(program), .. args]);

    /// <summary>Does something on the thread that lives inside.</summary>
    public Task<T> EnterAsync<T>(Func<T> what)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(what());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        if (_added)
        {
            await RunAsync(_ip, ["netns", "del", Name], null);
        }
    }

    private void Live()
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle($"/var/run/netns/{Name}");
            if (setns(file, NewNetwork) != 0)
            {
                throw new InvalidOperationException($"the namespace {Name} can't be entered: error {Marshal.GetLastPInvokeError()}");
            }
            _entered.SetResult();
        }
        catch (Exception e)
        {
            _entered.SetException(e);
            return;
        }
        foreach (Action one in _work.GetConsumingEnumerable())
        {
            one();
        }
    }

    private async Task<string> FeedAsync(string? input, params string[] command)
    {
        (int code, string said) = await RunAsync(_ip, ["netns", "exec", Name, .. command], input);
        Assert.True(code == 0, $"{string.Join(' ', command)}: {said}");
        return said;
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, IEnumerable<string> args, string? input)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said + await complaint);
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setns(SafeFileHandle file, int kind);
}
