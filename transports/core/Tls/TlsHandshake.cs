using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Tls;

/// <summary>The client's side of a handshake: it accepts the certificate that the endpoint pins, and no other.</summary>
internal static class TlsHandshake
{
    // Who the server is says the pin, so no store of the system is read and nothing is fetched.
    private static readonly X509ChainPolicy NobodyElse = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    /// <summary>Does the handshake.</summary>
    /// <param name="wire">The connection below; goes with the stream that is returned, and if it fails.</param>
    /// <param name="endpoint">Where it leads to.</param>
    /// <param name="carrier">Name of the carrier, for what goes wrong.</param>
    /// <param name="protocols">What both ends have to speak above TLS.</param>
    /// <param name="resume">Whether sessions are resumed.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectException">It failed; the message says why.</exception>
    public static async Task<SslStream> AsClientAsync(
        Stream wire, Endpoint endpoint, string carrier, List<SslApplicationProtocol> protocols, bool resume, CancellationToken cancellation)
    {
        var tls = new SslStream(wire);
        string? shown = null;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = SessionName(endpoint),
                    ApplicationProtocols = protocols,
                    AllowTlsResume = resume,
                    CertificateChainPolicy = NobodyElse,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate is null ? null : TlsIdentity.PinOf(certificate);
                        return shown is not null && shown == endpoint.Pin;
                    },
                },
                cancellation).ConfigureAwait(false);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw e is AuthenticationException or IOException or SocketException
                ? TlsErrors.Connecting(endpoint, carrier, shown, wire is TlsWire { IsStranger: true }, e)
                : e;
        }
    }

    /// <summary>The runtime keeps sessions by name, and none for addresses; a pin is a name that no two servers share.</summary>
    private static string SessionName(Endpoint endpoint) => endpoint.Pin is string pin ? $"{pin[..40]}.invalid" : "unpinned.invalid";
}
