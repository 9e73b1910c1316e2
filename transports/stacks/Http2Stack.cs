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

    private protected override string Connecting => "EnableMultipleHttp2Connections, 100 streams a connection";
}
