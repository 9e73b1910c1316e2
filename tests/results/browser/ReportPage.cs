using System.Collections.Concurrent;
using Bench.Tests.Support;
using Microsoft.Playwright;

namespace Bench.Tests.Results.Browser;

/// <summary>A report in the browser, with all that it asked for and complained of.</summary>
internal sealed class ReportPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly TemporaryFolder _folder;

    private ReportPage(IBrowserContext context, TemporaryFolder folder, IPage page) => (_context, _folder, Page) = (context, folder, page);

    public IPage Page { get; }

    /// <summary>Addresses that were asked for, the page's own included.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console, exceptions, and dialogs.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public string Address => new Uri(_folder.File("report.html")).AbsoluteUri;

    public static async Task<ReportPage> OpenAsync(IBrowserContext context, string html)
    {
        var folder = new TemporaryFolder();
        folder.File("report.html", html);
        var page = new ReportPage(context, folder, await context.NewPageAsync());
        page.Page.Request += (_, request) => page.Requests.Enqueue(request.Url);
        page.Page.PageError += (_, error) => page.Complaints.Enqueue(error);
        page.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                page.Complaints.Enqueue(message.Text);
            }
        };
        page.Page.Dialog += (_, dialog) =>
        {
            page.Complaints.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        await context.RouteAsync("**/*", route => route.Request.Url == page.Address ? route.ContinueAsync() : route.AbortAsync());
        await page.Page.GotoAsync(page.Address, new PageGotoOptions { Timeout = 120_000 });
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _folder.Dispose();
    }
}
