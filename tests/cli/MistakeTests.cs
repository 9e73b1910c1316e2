using System.Runtime.Versioning;
using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>What goes wrong ends with one clear message, the documented exit code, and no stack trace.</summary>
[Collection(ProcessTests.Name)]
public sealed class MistakeTests
{
    private static string[] Small(string duration = "300ms", int rounds = 1, string transport = "pooled") =>
    [
        "--scenarios", "echo", "--transports", transport, "--codecs", "messagepack", "--load", "closed:2", "--duration", duration, "--warmup", "50ms", "--rounds", $"{rounds}",
    ];

    [Theory]
    [InlineData("fly", "fly", "run, serve, list, micro, compare, gate, ab, recommend, report, history, calibrate, doctor")]
    [InlineData("run --codecs jsn", "codec 'jsn'", "json, messagepack, protobuf")]
    [InlineData("run --transports pool", "transport 'pool'", "per-call, pooled, multiplexed")]
    [InlineData("run --transports pooled+pigeon", "carrier 'pigeon'", "tcp, unix, memory")]
    [InlineData("run --scenarios ecko", "scenario 'ecko'", "echo, echo-1k, order")]
    [InlineData("run --load closed", "closed", "closed:8")]
    [InlineData("run --load open:-5", "open:-5", "open:2000")]
    [InlineData("run --load capacity:", "capacity:", "capacity:p99<5ms,errors<0.1%")]
    [InlineData("run --load capacity:p99>5ms", "'p99>5ms' is no upper bound", "FIGURE<LIMIT")]
    [InlineData("run --load capacity:p99<5ms --count 500", "count is 500", "--duration")]
    [InlineData("run --binding magic", "binding 'magic'", "emitted")]
    [InlineData("run --balancing magic", "balancing 'magic'", "round-robin, random, least-pending")]
    [InlineData("run --directory consul://127.0.0.1:1", "directory 'consul'", "static, embedded, redis, zookeeper")]
    [InlineData("run --duration soon", "duration is 'soon'", "500ms, 10s")]
    [InlineData("run --duration 1s --count 5", "duration (1s) and count (5)", "one of them")]
    [InlineData("run --rounds 0", "rounds is 0", "1 to 1000")]
    [InlineData("run --connections 0", "connections is 0", "1 to 1000")]
    [InlineData("run --fail-if p98>5ms", "p98", "p99")]
    [InlineData("run --endpoint nowhere", "endpoint is 'nowhere'", "HOST:PORT")]
    [InlineData("run nosuchplan", "nosuchplan", "quick")]
    [InlineData("run --transports pooled+memory", "pooled+memory", "--in-process")]
    [InlineData("run --rounds three", "three", "--help")]
    [InlineData("run --speed 5", "--speed", "--help")]
    [InlineData("list codex", "axis 'codex'", "codecs")]
    [InlineData("serve", "--endpoint", "--help")]
    [InlineData("serve --endpoint nowhere", "'nowhere'", "unix:PATH")]
    [InlineData("serve --endpoint 127.0.0.1:0 --transports pooled,pooled+unix", "pooled+unix", "tcp")]
    [InlineData("serve --endpoint 127.0.0.1:0 --transports pooled,pooled+tls", "pooled+tls", "tcp")]
    [InlineData("serve --endpoint 127.0.0.1:0#sha256-00ff", "'127.0.0.1:0#sha256-00ff'", "HOST:PORT")]
    [InlineData("run --endpoint 127.0.0.1:1 --transports pooled+tls", "127.0.0.1:1 lacks the pin", "'serve' printed it")]
    [InlineData("run --endpoint 127.0.0.1:1#sha256-00ff --transports pooled+tls", "127.0.0.1:1#sha256-00ff", "HOST:PORT#sha256-")]
    [InlineData("report nosuchrun", "nosuchrun", "run.json")]
    [InlineData("doctor nosuchplan", "nosuchplan", "quick")]
    [InlineData("report nosuchrun --format pdf", "format 'pdf'", "html")]
    public async Task Wrong_usage_names_the_value_and_the_way_out(string line, string value, string remedy)
    {
        Command.Result result = await Command.RunAsync(line.Split(' '));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(value, result.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Error, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Theory]
    [InlineData("{ \"scenarios\": [\"echo\"], \"speed\": 5 }", "'speed' is no member", "scenarios")]
    [InlineData("{ \"rounds\": \"many\" }", "'rounds'", "wrong kind")]
    [InlineData("{ \"scenarios\": [\"echo\"", "line 1", "can't be read")]
    [InlineData("", "can't be read", "plan.json")]
    [InlineData("{ \"scenarios\": [] }", "scenarios is an empty list", "at least one")]
    public async Task A_malformed_plan_is_refused_with_the_place(string plan, string value, string more)
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync("run", folder.File("plan.json", plan));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(value, result.Error, StringComparison.Ordinal);
        Assert.Contains(more, result.Error, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Fact]
    public async Task An_unreachable_server_is_exit_code_4()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(["run", .. Small(), "--endpoint", "127.0.0.1:1", "--out", folder.Path]);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("nothing listens at 127.0.0.1:1", result.Error, StringComparison.Ordinal);
        AssertNoStackTrace(result);
        Assert.True(File.Exists(folder.File("run.json")));
    }

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData("s.sock")]
    [InlineData("")]
    public async Task Case30_a_socket_file_or_folder_without_permission_is_exit_code_4_until_it_is_given(string barred)
    {
        using var folder = new TemporaryFolder();
        string shut = Path.Combine(Directory.CreateDirectory(folder.File("server")).FullName, barred);
        string endpoint = $"unix:{folder.File("server/s.sock")}";
        await using Command server = Command.Start("rpcbench", "serve", "--endpoint", endpoint);
        Assert.Equal($"listening {endpoint}", await server.FirstLine);
        string[] run = ["run", .. Small(transport: "pooled+unix"), "--endpoint", endpoint, "--out", folder.Path];

        UnixFileMode open = File.GetUnixFileMode(shut);
        File.SetUnixFileMode(shut, UnixFileMode.None);
        Command.Result refused = await Command.RunWithinModesAsync(run);
        File.SetUnixFileMode(shut, open);
        Command.Result allowed = await Command.RunWithinModesAsync(run);

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains($"no permission to connect to {endpoint}: change the mode or owner of the socket file, or of the folder", refused.Error, StringComparison.Ordinal);
        AssertNoStackTrace(refused);
        Assert.True(allowed.ExitCode is 0 or 3, allowed.Error);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using Command first = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0");
        string endpoint = (await first.FirstLine)["listening ".Length..];

        Command.Result second = await Command.RunAsync("serve", "--endpoint", endpoint);

        Assert.Equal(2, second.ExitCode);
        Assert.Contains($"{endpoint} is in use", second.Error, StringComparison.Ordinal);
        AssertNoStackTrace(second);
    }

    [Fact]
    public async Task An_unwritable_output_folder_is_refused_before_anything_is_measured()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("occupied", "not a folder");

        Command.Result result = await Command.RunAsync(["run", .. Small(), "--out", Path.Combine(file, "run")]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(file, result.Error, StringComparison.Ordinal);
        Assert.Contains("--out", result.Error, StringComparison.Ordinal);
        AssertNoStackTrace(result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_killed_mid_run_is_exit_code_4_and_what_was_measured_is_saved(bool ownServer)
    {
        using var folder = new TemporaryFolder();
        await using Command server = Command.Start("rpcbench", "serve", "--endpoint", "127.0.0.1:0");
        string endpoint = (await server.FirstLine)["listening ".Length..];
        string[] where = ownServer ? [] : ["--endpoint", endpoint];
        await using Command run = Command.Start("rpcbench", ["run", .. Small("20s"), "--out", folder.Path, .. where]);

        int worker = await run.ChildAsync("worker");
        await Task.Delay(6_000);
        await Command.SignalAsync(ownServer ? await run.ChildAsync("serve") : server.Id, "KILL");
        Task<Command.Result> ending = run.EndAsync();
        if (!ownServer)
        {
            // A server of somebody else's that died is only noticed at the end of the window; the test need not wait for it.
            await Task.Delay(500);
            await run.SignalAsync("INT");
        }
        Command.Result result = await ending;

        Assert.True(worker > 0);
        Assert.Equal(ownServer ? 4 : 130, result.ExitCode);
        AssertNoStackTrace(result);
        RunRecord record = await ReadAsync(folder);
        RoundRecord round = Assert.Single(Assert.Single(record.Cells).Rounds);
        Assert.True(round.Counts.Ok > 0);
        Assert.Equal(round.Counts.Started, round.Counts.Ok + round.Counts.Error + round.Counts.Timeout + round.Counts.Cancelled);
        Assert.Equal(TrustVerdict.Invalid, record.Trust.Verdict);
        if (ownServer)
        {
            Assert.Contains("the server process died", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Case77_an_interrupted_run_saves_what_was_measured_labelled_partial(string signal, int exitCode)
    {
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start("rpcbench", ["run", .. Small("2s", 100), "--out", folder.Path]);

        int worker = await run.ChildAsync("worker");
        while (!run.Error.Contains("round 1 ", StringComparison.Ordinal))
        {
            await Task.Delay(50);
        }
        await Task.Delay(1_000);
        await run.SignalAsync(signal);
        Command.Result result = await run.EndAsync();

        Assert.Equal(exitCode, result.ExitCode);
        AssertNoStackTrace(result);
        RunRecord record = await ReadAsync(folder);
        Assert.True(record.Partial);
        Assert.True(Assert.Single(record.Cells).Rounds[0].Counts.Ok > 0);
        Assert.Contains("Partial", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{worker}"));
    }

    [Fact]
    public async Task A_killed_coordinator_leaves_no_process_behind()
    {
        using var folder = new TemporaryFolder();
        await using Command run = Command.Start("rpcbench", ["run", .. Small("60s"), "--out", folder.Path]);
        int worker = await run.ChildAsync("worker");
        int server = await run.ChildAsync("serve");

        await run.SignalAsync("KILL");

        for (int i = 0; i < 300 && (IsAlive(worker) || IsAlive(server)); i++)
        {
            await Task.Delay(50);
        }
        Assert.False(IsAlive(worker));
        Assert.False(IsAlive(server));
    }

    [Fact]
    public async Task A_crossed_threshold_is_exit_code_1_and_named()
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(["run", .. Small(), "--fail-if", "p50>1us", "--fail-if", "errors>50%", "--out", folder.Path]);

        Assert.True(result.ExitCode is 1 or 3, result.Error);
        Assert.Contains("echo/pooled/messagepack/closed:2 crossed p50>1us", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("crossed errors", result.Error, StringComparison.Ordinal);
    }

    private static bool IsAlive(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<RunRecord> ReadAsync(TemporaryFolder folder) => (await Bench.Results.Store.RunRecordStore.ReadAsync(folder.Path)).Record;

    private static void AssertNoStackTrace(Command.Result result)
    {
        Assert.DoesNotContain("   at ", result.Error + result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", result.Error + result.Out, StringComparison.Ordinal);
    }
}
