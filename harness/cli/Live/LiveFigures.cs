using Bench.Cli.Terminal;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Cli.Live;

/// <summary>
/// Running figures for others while a run goes on: to a collector, and on a page. All of it is in the coordinating process, which generates
/// no load, and none of it can end the run.
/// </summary>
internal sealed class LiveFigures : IAsyncDisposable
{
    private readonly LiveMeter? _meter;
    private readonly OtlpExport? _export;
    private readonly LiveFeed? _feed;
    private readonly LiveServer? _server;

    /// <summary>Opens what is asked for.</summary>
    /// <param name="targets">What that is.</param>
    /// <param name="streams">Where the page's URL and warnings go.</param>
    /// <param name="clock">The time source.</param>
    /// <exception cref="UsageException">The page's port can't be listened on.</exception>
    public LiveFigures(LiveTargets targets, Streams streams, Clock clock)
    {
        if (targets.Page is int port)
        {
            _feed = new LiveFeed(clock);
            _server = LiveServer.Start(port, _feed);
            streams.Error.WriteLine($"live {_server.Url}");
        }
        if (targets.Collector is { } collector)
        {
            _meter = new LiveMeter();
            _export = new OtlpExport(collector, why => streams.Error.WriteLine($"rpcbench: nothing arrives at the collector {collector}: {why} The run goes on."));
        }
    }

    /// <summary>An observer that tells all of them, and another one first.</summary>
    public IRunObserver Beside(IRunObserver first) => new RunObservers([first, .. new IRunObserver?[] { _meter, _feed }.OfType<IRunObserver>()]);

    public async ValueTask DisposeAsync()
    {
        // The last figures are sent before the meter goes.
        _export?.Dispose();
        _meter?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }
    }
}
