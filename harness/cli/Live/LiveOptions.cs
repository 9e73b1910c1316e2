using System.CommandLine;
using System.Globalization;
using System.Net;

namespace Bench.Cli.Live;

/// <summary>The options that say where running figures go.</summary>
internal sealed class LiveOptions
{
    private readonly Option<string?> _collector = new("--otlp") { Description = "Send running figures to this OpenTelemetry collector (OTLP over HTTP), e.g. http://127.0.0.1:4318" };

    private readonly Option<string?> _page = new("--live")
    {
        Description = "Show running figures on a page of 127.0.0.1, at this port or at a free one; its URL is printed on standard error",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_collector);
        command.Add(_page);
    }

    /// <summary>What a command line says.</summary>
    /// <exception cref="UsageException">A URL or port that is none.</exception>
    public LiveTargets Of(ParseResult parsed) => new(CollectorOf(parsed.GetValue(_collector)), parsed.GetResult(_page) is null ? null : PortOf(parsed.GetValue(_page)));

    private static Uri? CollectorOf(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) ? url
        : throw new UsageException($"--otlp has '{text}': give the URL of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318.");

    private static int PortOf(string? text) => text is null ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort ? port
        : throw new UsageException($"--live has '{text}': give a port, 0 to {IPEndPoint.MaxPort}, or none; a plan stands before it.");
}
