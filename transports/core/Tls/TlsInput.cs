using System.Net.Security;
using Bench.Transports.Sockets;

namespace Bench.Transports.Tls;

/// <summary>Reads what TLS has decrypted. A server's first read does the handshake, so that no slow client holds up the accepting.</summary>
internal sealed class TlsInput(TlsConnection connection, SslStream tls) : BufferedInput
{
    protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        connection.BeginReading();
        return connection.IsSecure ? tls.ReadAsync(buffer, cancellation) : ShakeAndFillAsync(buffer, cancellation);
    }

    protected override void Filled(int bytes) => connection.EndReading();

    private async ValueTask<int> ShakeAndFillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await connection.ShakeAsync().ConfigureAwait(false);
        return await tls.ReadAsync(buffer, cancellation).ConfigureAwait(false);
    }
}
