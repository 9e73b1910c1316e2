using System.Net;
using System.Text.Json.Nodes;
using Bench.Cli;
using Bench.Cli.Live;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Cli.Live;

public sealed class LiveServerTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };

    [Fact]
    public async Task Readers_get_what_was_before_them_and_what_comes_and_the_end()
    {
        var feed = new LiveFeed(Clock.System);
        LiveServer server = LiveServer.Start(0, feed);
        feed.Launching(1, 3, 1, LiveMeterTests.Cell);
        using HttpResponseMessage reading = await Http.GetAsync(new Uri(server.Url, "events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        feed.Progressed(LiveMeterTests.Cell, LiveMeterTests.Window(ok: 5, error: 2));
        await server.DisposeAsync();

        JsonNode[] events = [.. (await reading.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => JsonNode.Parse(e["data: ".Length..])!)];

        Assert.Equal(["launch", "progress", "end"], events.Select(e => (string)e["type"]!));
        Assert.Equal(("echo/pooled/json/closed:2", 3), ((string)events[0]["cell"]!, (int)events[0]["of"]!));
        Assert.Equal((7, 3_000_000, 1234), ((long)events[1]["inFlight"]!, (long)events[1]["p99Ns"]!, (double)events[1]["ratePerSecond"]!));
        Assert.True((double)events[1]["failuresPerSecond"]! > 0);
    }

    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere()
    {
        await using var server = LiveServer.Start(0, new LiveFeed(Clock.System));
        HttpResponseMessage page = await Http.GetAsync(server.Url, TestContext.Current.CancellationToken);
        string html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html.Split("<body>")[1].Split("<script>")[0], StringComparison.Ordinal);
        Assert.Contains("new EventSource(\"/events\")", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "other", HttpStatusCode.NotFound)]
    [InlineData("POST", "", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "events", HttpStatusCode.MethodNotAllowed)]
    public async Task Nothing_else_is_answered(string method, string path, HttpStatusCode status)
    {
        await using var server = LiveServer.Start(0, new LiveFeed(Clock.System));
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));
        Assert.Equal(status, (await Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Another_name_for_the_page_is_not_answered()
    {
        await using var server = LiveServer.Start(0, new LiveFeed(Clock.System));
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url) { Headers = { Host = $"elsewhere.example:{server.Url.Port}" } };
        Assert.NotEqual(HttpStatusCode.OK, (await Http.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task More_readers_than_there_is_room_for_are_turned_away()
    {
        var feed = new LiveFeed(Clock.System);
        feed.Launching(1, 1, 1, LiveMeterTests.Cell);
        await using var server = LiveServer.Start(0, feed);
        List<HttpResponseMessage> readers = [];
        for (int i = 0; i < 16; i++)
        {
            readers.Add(await Http.GetAsync(new Uri(server.Url, "events"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        }
        Assert.All(readers, r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Http.GetAsync(new Uri(server.Url, "events"), TestContext.Current.CancellationToken)).StatusCode);
        readers.ForEach(r => r.Dispose());
    }

    [Fact]
    public async Task A_port_in_use_is_said()
    {
        await using var server = LiveServer.Start(0, new LiveFeed(Clock.System));
        UsageException e = Assert.Throws<UsageException>(() => LiveServer.Start(server.Url.Port, new LiveFeed(Clock.System)));
        Assert.StartsWith($"--live can't listen on port {server.Url.Port}: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_who_does_not_read_holds_nobody_up_and_loses_the_oldest()
    {
        var feed = new LiveFeed(Clock.System);
        var reader = feed.Subscribe();
        for (int i = 1; i <= 5000; i++)
        {
            feed.Launching(i, 5000, 1, LiveMeterTests.Cell);
        }
        feed.End();
        List<string> got = [];
        while (reader.Reader.TryRead(out string? one))
        {
            got.Add(one);
        }
        Assert.InRange(got.Count, 1000, 3601);
        Assert.Equal("end", (string)JsonNode.Parse(got[^1])!["type"]!);
        Assert.Equal(5000, (int)JsonNode.Parse(got[^2])!["number"]!);
    }
}
