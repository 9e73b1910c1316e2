using Bench.Harness.Run;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Bench.Cli.Live;

/// <summary>Sends what <see cref="LiveMeter"/> says to a collector, by OTLP over HTTP, once a second. A collector that is not there is told once.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string MetricsPath = "v1/metrics";
    private const int IntervalMs = 1000;
    private const int TimeoutMs = 2000;

    private readonly MeterProvider _provider;
    private readonly HttpClient _client;

    /// <param name="collector">Base URL of the collector, or the whole URL if it has a path.</param>
    /// <param name="failed">Told once why nothing arrives.</param>
    public OtlpExport(Uri collector, Action<string> failed)
    {
        _client = new HttpClient(new Noticing(failed)) { Timeout = TimeSpan.FromMilliseconds(TimeoutMs) };
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(LiveMeter.Name)
            .ConfigureResource(r => r.AddService("rpcbench", serviceVersion: BuildProbe.Tool().Version))
            .AddOtlpExporter((exporter, reader) =>
            {
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                exporter.Endpoint = collector.AbsolutePath == "/" ? new Uri(collector, MetricsPath) : collector;
                exporter.TimeoutMilliseconds = TimeoutMs;
                exporter.HttpClientFactory = () => _client;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = IntervalMs;
            })
            .Build();
    }

    /// <summary>Sends the last figures and ends, within a few seconds.</summary>
    public void Dispose()
    {
        _provider.Shutdown(TimeoutMs);
        _provider.Dispose();
        _client.Dispose();
    }

    /// <summary>The exporter keeps its failures to itself; here they pass by.</summary>
    private sealed class Noticing(Action<string> failed) : DelegatingHandler(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromMilliseconds(TimeoutMs) })
    {
        private int _told;

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Looked(base.Send(request, cancellationToken));
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Tell(e.Message);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Looked(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                Tell(e.Message);
                throw;
            }
        }

        private HttpResponseMessage Looked(HttpResponseMessage response)
        {
            if (!response.IsSuccessStatusCode)
            {
                Tell($"it answers {(int)response.StatusCode} {response.ReasonPhrase}");
            }
            return response;
        }

        private void Tell(string why)
        {
            if (Interlocked.Exchange(ref _told, 1) == 0)
            {
                failed(why);
            }
        }
    }
}
