using System.Net;

namespace Bench.Transports.Stacks;

/// <summary>HTTP/1.1 as .NET has it: one call at a time on each connection, as many connections as calls under way.</summary>
public sealed class Http1Stack() : HttpStack(HttpVersion.Version11)
{
    /// <inheritdoc/>
    public override string Name => "http1";

    /// <inheritdoc/>
    public override string Summary => "HTTP/1.1, kept alive: SocketsHttpHandler and Kestrel";

    /// <inheritdoc/>
    public override int Rank => 10;

    /// <inheritdoc/>
    public override string Setup =>
        "SocketsHttpHandler by HttpMessageInvoker, connections without limit (one per call under way), kept alive; Kestrel over HTTP/1.1 alone, a terminal middleware by path, "
        + "no routing, no logging; POST /CONTRACT/METHOD with Content-Length, bytes of the codec; deadlines by the client alone";
}
