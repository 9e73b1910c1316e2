using Bench.Transports.Tls;

namespace Bench.Transports.Carriers;

/// <summary>TLS over TCP without session resumption: every connection does the full handshake.</summary>
public sealed class TlsCarrier() : TlsOverTcp("tls", resume: false)
{
    /// <inheritdoc/>
    public override string Summary => "TLS 1.3 over TCP, a full handshake each time";

    /// <inheritdoc/>
    public override int Rank => 3;
}
