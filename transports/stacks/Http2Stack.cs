using System.Net;

namespace Bench.Transports.Stacks;

/// <summary>HTTP/2 as .NET has it: calls share few connections.</summary>
public sealed class Http2Stack() : HttpStack(HttpVersion.Version20)
{
    /// <inheritdoc/>
    public override string Name => "http2";

    /// <inheritdoc/>
    public override string Summary => "HTTP/2: SocketsHttpHandler and Kestrel";

    /// <inheritdoc/>
    public override int Rank => 12;

    /// <inheritdoc/>
    public override string Setup =>
        "SocketsHttpHandler by HttpMessageInvoker, EnableMultipleHttp2Connections, 100 streams a connection; Kestrel over HTTP/2 alone (prior knowledge, or TLS with ALPN), "
        + "a terminal middleware by path, no routing, no logging; POST /CONTRACT/METHOD with content-length, bytes of the codec; deadlines by the client alone";
}
