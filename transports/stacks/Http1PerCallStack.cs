using System.Net;

namespace Bench.Transports.Stacks;

/// <summary>HTTP/1.1 as .NET has it, with a connection for each call.</summary>
public sealed class Http1PerCallStack() : HttpStack(HttpVersion.Version11)
{
    /// <inheritdoc/>
    public override string Name => "http1-per-call";

    /// <inheritdoc/>
    public override string Summary => "HTTP/1.1, a connection per call: Connection: close";

    /// <inheritdoc/>
    public override int Rank => 11;

    /// <inheritdoc/>
    public override bool IsLongLived => false;

    private protected override string Connecting => "Connection: close in each request (the server closes the connection after its answer)";
}
