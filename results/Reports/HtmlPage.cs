using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Results.Reports;

/// <summary>
/// The frame of a self-contained page: it loads nothing, and its content security policy allows nothing but its own scripts and style, by
/// their hashes.
/// </summary>
public static class HtmlPage
{
    /// <summary>The look that all pages share.</summary>
    public static string Style => Asset("uplot.css") + Asset("report.css");

    /// <summary>The library that draws charts (uPlot), with its licence.</summary>
    public static string Charts => $"/*\n{Asset("uplot.LICENSE.txt")}*/\n{Asset("uplot.js")}";

    /// <summary>Everything up to the content of the body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="title">The title, as plain text.</param>
    /// <param name="style">The whole style.</param>
    /// <param name="scripts">The scripts that the page will have, exactly as they will stand there.</param>
    /// <param name="connect">What its scripts may connect to, as a source of the policy; null for nothing.</param>
    public static void Begin(TextWriter writer, string title, string style, IReadOnlyList<string> scripts, string? connect = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(scripts);
        string allowed = string.Join(' ', scripts.Select(Hash));
        writer.Write($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {Hash(style)}; script-src {allowed};{(connect is null ? "" : $" connect-src {connect};")} base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{HtmlText.Escape(title)}</title>
            <style>{style}</style>
            </head>
            <body>

            """);
    }

    /// <summary>The scripts, and the end of the page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="scripts">The same as at the beginning.</param>
    public static void End(TextWriter writer, IReadOnlyList<string> scripts)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(scripts);
        writer.Write($"{string.Join('\n', scripts.Select(s => $"<script>{s}</script>"))}\n</body>\n</html>\n");
    }

    /// <summary>Text embedded in an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">Name of the resource.</param>
    public static string Resource(Assembly assembly, string name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using Stream stream = assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"no resource is named '{name}'", nameof(name));
        using StreamReader reader = new(stream, Encoding.UTF8);

        // Browsers hash the text after they have normalised its line ends.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>A script or style of the reports.</summary>
    internal static string Asset(string name) => Resource(typeof(HtmlPage).Assembly, $"Bench.Results.Reports.assets.{name}");

    private static string Hash(string content) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}'";
}
