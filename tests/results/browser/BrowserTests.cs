using Bench.Harness.Record;
using Bench.Results.Reports;
using Bench.Tests.Support;
using Microsoft.Playwright;

namespace Bench.Tests.Results.Browser;

/// <summary>The page as its readers see it: in a real browser, without a network.</summary>
[Collection(ProcessTests.Name)]
public sealed class BrowserTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    // What is wider than the window moves the whole page aside; what may scroll by itself has a region.
    private const string TooWide = """
        () => [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, pre') && e.getBoundingClientRect().right > innerWidth + 1)
          .map(e => e.outerHTML.slice(0, 120)).concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [])
        """;

    private const string Drawn = """
        () => [...document.querySelectorAll('.chart, .curve canvas')].map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])
        """;

    private const string Inked = """
        () => [...document.querySelectorAll('.curve canvas')].map(c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0))
        """;

    public static TheoryData<string> Runs => ["matrix", "swept", "troubled", "searched", "empty"];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task It_opens_without_a_network_asks_for_nothing_and_complains_of_nothing(string run)
    {
        await using ReportPage page = await chromium.OpenAsync(Render(Of(run)));

        Assert.Equal([page.Address], page.Requests);
        Assert.Empty(page.Complaints);
        Assert.StartsWith("Trust:", (await page.Page.Locator("body").InnerTextAsync()).TrimStart(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("matrix", 1)]
    [InlineData("swept", 4)]
    public async Task Every_chart_is_drawn_and_has_its_table(string run, int curves)
    {
        await using ReportPage page = await chromium.OpenAsync(Render(Of(run)));

        double[][] sizes = await page.Page.EvaluateAsync<double[][]>(Drawn);
        Assert.True(sizes.Length > 20, $"{sizes.Length} charts");
        Assert.All(sizes, size => Assert.True(size[0] > 30 && size[1] >= 4, string.Join('×', size)));
        bool[] inked = await page.Page.EvaluateAsync<bool[]>(Inked);
        Assert.Equal(curves, inked.Length);
        Assert.DoesNotContain(false, inked);
        Assert.Equal(curves, await page.Page.Locator("#latency details table").CountAsync());
        Assert.Equal(await page.Page.Locator(".plot").CountAsync(), await page.Page.Locator("#sweep details table").CountAsync());
        Assert.Equal(await page.Page.Locator(".timeline").CountAsync(), await page.Page.Locator("#timelines details table").CountAsync());
        Assert.Equal(await page.Page.Locator(".bar, .level").CountAsync(), await page.Page.Locator("table .bar, table .level").CountAsync());
    }

    [Fact]
    public async Task The_figure_of_the_matrix_is_chosen_by_mouse_and_by_keyboard()
    {
        await using ReportPage page = await chromium.OpenAsync(Render(SampleRun.Matrix()));
        ILocator first = page.Page.Locator("td[data-cell='3']");
        ILocator figure = first.Locator(".figure");
        Assert.Equal("15.9 k/s", await figure.InnerTextAsync());
        string shade = (await first.GetAttributeAsync("class"))!;

        ILocator select = page.Page.GetByLabel("Figure", new PageGetByLabelOptions { Exact = true });
        await select.ClickAsync();
        await select.SelectOptionAsync("Response time p99");
        Assert.Equal("1.89 ms", await figure.InnerTextAsync());
        Assert.Contains("Response time p99", await page.Page.Locator(".matrix caption").InnerTextAsync(), StringComparison.Ordinal);
        Assert.NotEqual(shade, await first.GetAttributeAsync("class"));

        await page.Page.Keyboard.PressAsync("Escape");
        await select.FocusAsync();
        await page.Page.Keyboard.PressAsync("Home");
        Assert.Equal("15.9 k/s", await figure.InnerTextAsync());
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("1.01 ms", await figure.InnerTextAsync());
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("#latency .keys >> nth=0")]
    [InlineData("#sweep .keys >> nth=0")]
    public async Task A_legend_hides_and_shows_its_lines_by_mouse_and_by_keyboard(string legend)
    {
        await using ReportPage page = await chromium.OpenAsync(Render(SampleRun.Swept()));
        ILocator key = page.Page.Locator(legend).Locator("button").First;
        string all = await PictureAsync(page, legend);

        await key.ClickAsync();
        Assert.Equal("false", await key.GetAttributeAsync("aria-pressed"));
        string fewer = await PictureAsync(page, legend);
        Assert.NotEqual(all, fewer);

        await key.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("true", await key.GetAttributeAsync("aria-pressed"));
        Assert.Equal(all, await PictureAsync(page, legend));
        await page.Page.Keyboard.PressAsync("Space");
        Assert.Equal(fewer, await PictureAsync(page, legend));
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("matrix", 360)]
    [InlineData("swept", 360)]
    [InlineData("troubled", 360)]
    [InlineData("swept", 1280)]
    public async Task Nothing_is_wider_than_the_window(string run, int width)
    {
        await using ReportPage page = await chromium.OpenAsync(Render(Of(run)), width);
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(TooWide));
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(TooWide));
    }

    [Fact]
    public async Task It_is_dark_where_the_reader_wants_it_dark_and_prints_on_white()
    {
        await using ReportPage page = await chromium.OpenAsync(Render(SampleRun.Swept()), scheme: ColorScheme.Dark);
        const string Paper = "() => getComputedStyle(document.body).backgroundColor";
        Assert.Equal("rgb(20, 23, 26)", await page.Page.EvaluateAsync<string>(Paper));

        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await page.Page.EvaluateAsync<string>(Paper));
        Assert.True((await page.Page.PdfAsync(new PagePdfOptions { Format = "A4" })).Length > 10_000);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Everything_that_can_be_used_has_a_name_and_the_keyboard_reaches_it()
    {
        await using ReportPage page = await chromium.OpenAsync(Render(SampleRun.Swept()));
        string[] nameless = await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('a, button, select, summary, [tabindex], [role=img], section')]
              .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.innerText?.trim())).map(e => e.outerHTML.slice(0, 120))
            """);
        Assert.Empty(nameless);
        int reached = await page.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('a, button, select, summary, .scroll')].filter(e => e.tabIndex >= 0).length");
        int all = await page.Page.EvaluateAsync<int>("() => document.querySelectorAll('a, button, select, summary, .scroll').length");
        Assert.Equal(all, reached);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => [...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.querySelector(a.getAttribute('href'))).length"));
    }

    [Fact]
    public async Task Case71_hostile_names_are_shown_and_do_nothing()
    {
        string[] names = ["<script>alert(1)</script>", "=cmd()", "a|b", "\u202Egnitset", new string('x', 10_240), "<img src=x onerror=alert(2)>", "../../x", "CON", "nul\0l"];
        CellRecord[] cells = [.. names.Select(n => SampleRun.Cell(n, n, n, [SampleRun.Round(), SampleRun.Round(2)], n))];
        await using ReportPage page = await chromium.OpenAsync(Render(SampleRun.Complete(cells)), 360);

        string text = await page.Page.Locator("body").InnerTextAsync();
        Assert.Contains("<script>alert(1)</script>", text, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(2)>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", text, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 500), text, StringComparison.Ordinal);
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(TooWide));
        Assert.Equal([page.Address], page.Requests);
        Assert.Empty(page.Complaints);
    }

    private static async Task<string> PictureAsync(ReportPage page, string legend) => await page.Page.Locator(legend).EvaluateAsync<string>(
        "keys => { const chart = keys.previousElementSibling; const canvas = chart.querySelector('canvas'); return canvas ? canvas.toDataURL() : [...chart.querySelectorAll('g')].map(g => getComputedStyle(g).display).join(); }");

    private static RunRecord Of(string run) => run switch
    {
        "matrix" => SampleRun.Matrix(),
        "swept" => SampleRun.Swept(),
        "troubled" => SampleRun.Troubled() with { Laboratory = SampleRun.Answered().Laboratory },
        "searched" => SampleRun.Searched(),
        _ => SampleRun.Complete([]),
    };

    private static string Render(RunRecord run) => SampleRun.Render(new HtmlReport(), run);
}
