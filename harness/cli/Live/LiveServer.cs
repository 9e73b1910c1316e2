using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Bench.Cli.Live;

/// <summary>The live page of a run on 127.0.0.1 alone: the page itself, and its events as server-sent events.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private const int MostReaders = 16;
    private const int PortsTried = 10;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly HttpListener _listener;
    private readonly LiveFeed _feed;
    private readonly Task _accepting;
    private readonly SemaphoreSlim _places = new(MostReaders);

    private LiveServer(HttpListener listener, LiveFeed feed, Uri url)
    {
        (_listener, _feed, Url) = (listener, feed, url);
        _accepting = AcceptAsync();
    }

    /// <summary>Where the page is.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="feed">What is shown.</param>
    /// <exception cref="UsageException">The port can't be listened on.</exception>
    public static LiveServer Start(int port, LiveFeed feed)
    {
        for (int left = PortsTried; ; left--)
        {
            var url = new Uri($"http://127.0.0.1:{(port == 0 ? FreePort() : port)}/");
            var listener = new HttpListener();
            listener.Prefixes.Add(url.AbsoluteUri);
            try
            {
                listener.Start();
                return new LiveServer(listener, feed, url);
            }
            catch (Exception e) when (e is HttpListenerException or SocketException)
            {
                listener.Close();
                if (port != 0 || left == 0)
                {
                    throw new UsageException($"--live can't listen on port {url.Port}: {e.Message} Give another port, or none for any that is free.");
                }
            }
        }
    }

    /// <summary>Lets readers have the last event, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _feed.End();
        for (int i = 0; i < MostReaders && await _places.WaitAsync(Farewell).ConfigureAwait(false); i++)
        {
            // Every place that is free again is a reader who has it all.
        }
        _listener.Close();
        await _accepting.ConfigureAwait(false);
        _places.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The listener was closed, or a client was gone before it was heard.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        try
        {
            response.Headers["Cache-Control"] = "no-store";
            response.Headers["X-Content-Type-Options"] = "nosniff";
            switch (context.Request.HttpMethod, context.Request.Url?.AbsolutePath)
            {
                case ("GET", "/"):
                    await WriteAsync(response, "text/html; charset=utf-8", LivePage.Html).ConfigureAwait(false);
                    break;
                case ("GET", "/events"):
                    await StreamAsync(response).ConfigureAwait(false);
                    break;
                case ("GET", _):
                    response.StatusCode = (int)HttpStatusCode.NotFound;
                    break;
                default:
                    response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
                    break;
            }
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader has gone away.
        }
    }

    private static async Task WriteAsync(HttpListenerResponse response, string type, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        response.ContentType = type;
        response.ContentLength64 = bytes.Length;
        await response.OutputStream.WriteAsync(bytes).ConfigureAwait(false);
    }

    private async Task StreamAsync(HttpListenerResponse response)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero).ConfigureAwait(false))
        {
            response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
            return;
        }
        Channel<string> events = _feed.Subscribe();
        try
        {
            response.ContentType = "text/event-stream";
            response.SendChunked = true;
            await foreach (string one in events.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {one}\n\n")).ConfigureAwait(false);
                await response.OutputStream.FlushAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _feed.Unsubscribe(events);
            _places.Release();
        }
    }
}
