using Bench.Results.Reports;

namespace Bench.Cli.Live;

/// <summary>The live page: the reports' look and charts, fed by events. It loads nothing else.</summary>
internal static class LivePage
{
    /// <summary>The whole page.</summary>
    public static string Html { get; } = Write();

    private static string Write()
    {
        string[] scripts = [HtmlPage.Charts, Asset("live.js")];
        using var page = new StringWriter();
        HtmlPage.Begin(page, "rpcbench: live", HtmlPage.Style + Asset("live.css"), scripts, connect: "'self'");
        page.Write("""
            <p class="verdict degraded">Running figures, not yet judged: the record holds those that count.</p>
            <h1>rpcbench: live</h1>
            <p id="state" role="status">Connecting …</p>
            <p id="figures" class="quiet"></p>
            <main>
            <section><h2>Outcomes per second</h2><div class="chart" id="rate" role="img" aria-label="Outcomes per second over time"></div></section>
            <section><h2>Response time</h2><p class="quiet">Percentiles over half a second each, of the window; the axis is logarithmic.</p><div class="chart" id="latency" role="img" aria-label="Percentiles of the response time over time"></div></section>
            <section><h2>Calls in flight</h2><div class="chart" id="flight" role="img" aria-label="Calls in flight over time"></div></section>
            <section><h2>Failures per second</h2><p class="quiet">Errors, timeouts, cancelled and dropped calls.</p><div class="chart" id="failures" role="img" aria-label="Failures per second over time"></div></section>
            </main>

            """);
        HtmlPage.End(page, scripts);
        return page.ToString();
    }

    private static string Asset(string name) => HtmlPage.Resource(typeof(LivePage).Assembly, $"Bench.Cli.Live.assets.{name}");
}
