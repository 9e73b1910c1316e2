using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Harness.Addressing;
using Bench.Tests.Directories;

namespace Bench.Tests.Support.Servers;

/// <summary>A server of somebody else in a process of its own, which can be killed, frozen and started again at the same port.</summary>
internal abstract class RealServer : IDirectoryServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static int _nextPort = Environment.ProcessId;

    private readonly StringBuilder _said = new();
    private TemporaryFolder? _folder;
    private Endpoint? _endpoint;
    private Process? _process;

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <summary>Where it listens, or will.</summary>
    public Endpoint Endpoint => _endpoint ??= new Endpoint("tcp", "127.0.0.1", FreePort());

    /// <inheritdoc/>
    public virtual DirectoryAddress Address => new(Kind, [Endpoint]);

    /// <summary>A folder for its files.</summary>
    protected string Folder => (_folder ??= new TemporaryFolder()).Path;

    /// <summary>What has to be sent to it and what it then answers once it is ready.</summary>
    protected abstract (string Question, string Answer) Readiness { get; }

    Task IDirectoryServer.StartAsync()
    {
        LoseData();
        return StartAsync();
    }

    Task IDirectoryServer.StopAsync() => KillAsync();

    /// <inheritdoc/>
    public abstract Task PlantAsync(string service, string record);

    /// <inheritdoc/>
    public abstract Task DropWatchesAsync();

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        ProcessStartInfo start = Command();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (int i = 0; !await IsReadyAsync(); i++)
        {
            Assert.False(_process.HasExited, $"{start.FileName} ended at once: {_said}");
            Assert.True(i < Patience / Pause, $"{start.FileName} does not answer: {_said}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Kills it; what it had only in memory is lost.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
        {
            return;
        }
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops its threads; connections stay.</summary>
    public Task FreezeAsync() => Support.Command.SignalAsync(_process!.Id, "STOP");

    /// <summary>Lets it go on.</summary>
    public Task ThawAsync() => Support.Command.SignalAsync(_process!.Id, "CONT");

    /// <summary>Kills it and starts it again without what it knew.</summary>
    public async Task RestartEmptyAsync()
    {
        await KillAsync();
        LoseData();
        await StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder?.Dispose();
    }

    /// <summary>Sends a line over a connection of its own, and gives what comes back until the server closes or pauses.</summary>
    public async Task<string> AskAsync(string line)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Endpoint.Host, Endpoint.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
        byte[] buffer = new byte[65_536];
        int read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    protected abstract ProcessStartInfo Command();

    protected abstract void LoseData();

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await AskAsync(Readiness.Question)).StartsWith(Readiness.Answer, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }

    // Below the ports that the system gives to clients, one of which could else take it while the server is away; and no port twice, as
    // servers of other tests may be about to listen.
    private static int FreePort()
    {
        while (true)
        {
            int port = 15_000 + (Interlocked.Increment(ref _nextPort) % 15_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.ExclusiveAddressUse = true;
                listener.Start();
                return port;
            }
            catch (SocketException) when (port < 31_000)
            {
                // In use: the next one.
            }
        }
    }
}
