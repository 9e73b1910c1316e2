using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Bench.Cli;
using Bench.Tests.Support;

namespace Bench.Tests.Cli.Live;

[Collection(ProcessTests.Name)]
public sealed partial class LiveRunTests
{
    private static readonly string[] Small = ["run", "--scenarios", "echo", "--transports", "multiplexed", "--codecs", "messagepack", "--load", "closed:2", "--warmup", "100ms", "--rounds", "1"];

    [Fact]
    public async Task A_run_streams_its_figures_to_a_page_and_to_a_collector()
    {
        using var folder = new TemporaryFolder();
        await using var collector = new Collector();
        await using Command run = Command.Start("rpcbench", [.. Small, "--duration", "3s", "--out", folder.Path, "--otlp", collector.Url, "--live"]);
        await Eventually.HoldsAsync(() => Page().IsMatch(run.Error), "the URL of the page");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        string events = await http.GetStringAsync($"{Page().Match(run.Error).Groups["url"].Value}events", TestContext.Current.CancellationToken);
        Command.Result result = await run.EndAsync();

        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.DoesNotContain("nothing arrives", result.Error, StringComparison.Ordinal);
        Assert.True(Regex.Count(events, "\"type\":\"progress\"") >= 2, events);
        Assert.Contains("\"stage\":\"window\"", events, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", events, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"end\"", events, StringComparison.Ordinal);

        Assert.NotEmpty(collector.Requests);
        Assert.All(collector.Requests, r => Assert.Equal(("POST", "/v1/metrics", "application/x-protobuf"), (r.Method, r.Path, r.Type)));
        Assert.All(
            ["service.name", "rpcbench.calls", "rpcbench.outcome", "rpcbench.rate", "rpcbench.in_flight", "rpcbench.response_time", "echo/multiplexed/messagepack/closed:2"],
            name => Assert.Contains(collector.Requests, r => r.Body.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_told_once_and_the_run_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        string url = $"http://{free.LocalEndpoint}";
        free.Stop();

        Command.Result result = await Command.RunAsync([.. Small, "--duration", "2500ms", "--out", folder.Path, "--otlp", url, "--json"]);

        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.Equal(1, Regex.Count(result.Error, $"rpcbench: nothing arrives at the collector {url}/: .*The run goes on\\."));
        Assert.True(result.Record.Cells[0].Rounds[0].Counts.Ok > 0);
    }

    [Fact]
    public async Task A_collector_that_refuses_is_told()
    {
        using var folder = new TemporaryFolder();
        await using var collector = new Collector(HttpStatusCode.Forbidden);
        Command.Result result = await Command.RunAsync([.. Small, "--count", "50", "--out", folder.Path, "--otlp", collector.Url]);
        Assert.True(result.ExitCode is ExitCode.Good or ExitCode.Untrusted, result.Error);
        Assert.Contains("it answers 403 Forbidden", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--otlp has 'collector:4317'", "--otlp", "collector:4317")]
    [InlineData("--otlp has 'here'", "--otlp", "here")]
    [InlineData("--live has '70000'", "--live=70000")]
    [InlineData("--live has 'quick'", "--live", "quick")]
    public async Task What_cannot_be_followed_is_said(string message, params string[] options)
    {
        Command.Result result = await Command.RunAsync(["run", .. options, "--dry-run"]);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^live (?<url>http://127\.0\.0\.1:\d+/)$", RegexOptions.Multiline)]
    private static partial Regex Page();

    /// <summary>Takes OTLP over HTTP, and keeps it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly List<(string Method, string Path, string? Type, string Body)> _requests = [];
        private readonly HttpStatusCode _status;
        private readonly Task _taking;

        public Collector(HttpStatusCode status = HttpStatusCode.OK)
        {
            _status = status;
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Url = $"http://{free.LocalEndpoint}";
            free.Stop();
            _listener.Prefixes.Add($"{Url}/");
            _listener.Start();
            _taking = TakeAsync();
        }

        public string Url { get; }

        public IReadOnlyList<(string Method, string Path, string? Type, string Body)> Requests
        {
            get
            {
                lock (_requests)
                {
                    return [.. _requests];
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _taking;
        }

        private async Task TakeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    HttpListenerContext context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    lock (_requests)
                    {
                        _requests.Add((context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.ContentType, Encoding.Latin1.GetString(body.ToArray())));
                    }
                    context.Response.StatusCode = (int)_status;
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
                {
                    // It was closed.
                }
            }
        }
    }
}
