using System.Net.Security;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bench.Transports.Stacks.Servers;

/// <summary>
/// Kestrel without what a benchmark would only pay for: no configuration, no logging, no server header. The limits are Kestrel's own, except that a request
/// may be as large as a frame of the own pipeline.
/// </summary>
internal sealed class KestrelEndpoint : IServedEndpoint
{
    private const int Backlog = 4_096;

    // As long as the own server gives the calls under way.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    private readonly StackListener _listener;
    private readonly WebApplication _app;
    private int _stopped;

    private KestrelEndpoint(StackListener listener, WebApplication app)
    {
        _listener = listener;
        _app = app;
    }

    /// <inheritdoc/>
    public Endpoint Endpoint => _listener.Endpoint;

    /// <summary>Starts to serve.</summary>
    /// <param name="carrier">What carries the bytes.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="protocol">The one version of HTTP that it speaks: without TLS nobody negotiates.</param>
    /// <param name="services">Adds what the pipeline needs.</param>
    /// <param name="pipeline">Builds what handles requests.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async ValueTask<IServedEndpoint> StartAsync(
        ICarrier carrier, Endpoint endpoint, HttpProtocols protocol, Action<IServiceCollection> services, Action<WebApplication> pipeline, CancellationToken cancellation)
    {
        StackListener listener = await StackListener.StartAsync(carrier, endpoint, cancellation).ConfigureAwait(false);
        WebApplication app = Build(listener, protocol, services);
        var server = new KestrelEndpoint(listener, app);
        try
        {
            pipeline(app);
            await app.StartAsync(cancellation).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _app.StopAsync().ConfigureAwait(false);
            await _app.DisposeAsync().ConfigureAwait(false);
            _listener.Dispose();
        }
    }

    private static WebApplication Build(StackListener listener, HttpProtocols protocol, Action<IServiceCollection> services)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.CreateBoundListenSocket = _ => listener.Socket;
            sockets.Backlog = Backlog;
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = new WireLimits().MaxFrameBytes;
            kestrel.Listen(listener.Socket.LocalEndPoint!, listen => Speak(listen, listener, protocol));
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTimeout);
        services(builder.Services);
        return builder.Build();
    }

    private static void Speak(ListenOptions listen, StackListener listener, HttpProtocols protocol)
    {
        listen.Protocols = protocol;
        if (listener.Identity is { } identity)
        {
            var options = new SslServerAuthenticationOptions
            {
                ServerCertificateContext = identity.Context,
                ApplicationProtocols = [protocol == HttpProtocols.Http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11],
                AllowTlsResume = false,
            };
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(options) });
        }
    }

    /// <summary>Who starts the server stops it: signals are the command's own business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
