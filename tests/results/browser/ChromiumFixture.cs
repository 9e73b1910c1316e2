using Bench.Tests.Support.Servers;
using Microsoft.Playwright;

namespace Bench.Tests.Results.Browser;

/// <summary>Debian's Chromium without a screen and without a network, for all tests of a class; none is ever downloaded.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a page of text from a file, in a window of this size.</summary>
    internal async Task<ReportPage> OpenAsync(string html, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        string program = Needs.Program("chromium", "apt-get install -y chromium");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"], Headless = true, Timeout = 120_000 });
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, Offline = true });
        return await ReportPage.OpenAsync(context, html);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
        _playwright?.Dispose();
    }
}
