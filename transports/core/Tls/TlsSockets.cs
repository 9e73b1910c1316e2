using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Wire;
using Bench.Transports.Sockets;

namespace Bench.Transports.Tls;

/// <summary>
/// TLS over TCP with a server certificate that is made when the first listener starts, serves all of this process, and is pinned by
/// the clients. TLS 1.3 where the system has it.
/// </summary>
/// <param name="carrier">Name of the carrier; both ends have to mean the same one.</param>
/// <param name="resume">Whether sessions are resumed.</param>
internal sealed class TlsSockets(string carrier, bool resume)
{
    private readonly Lazy<TlsIdentity> _identity = new(TlsIdentity.Create);

    // Who the server is says the pin, so no store of the system is read and nothing is fetched.
    private readonly X509ChainPolicy _nobodyElse = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    // A server that would never resume, or always, is not to be taken for the other by a client that measures.
    private readonly List<SslApplicationProtocol> _protocol = [new($"rpcbench/{carrier}")];

    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        TlsIdentity identity = _identity.Value;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Context,
            ApplicationProtocols = _protocol,
            AllowTlsResume = resume,
        };
        return new SocketListener(socket, bound with { Pin = identity.Pin }, accepted => Accept(accepted, options), static () => { });
    }

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        Socket socket = await TcpSockets.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
        var stream = new TlsWire(socket, wire);
        var tls = new SslStream(stream);
        string? shown = null;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = SessionName(endpoint),
                    ApplicationProtocols = _protocol,
                    AllowTlsResume = resume,
                    CertificateChainPolicy = _nobodyElse,
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        shown = certificate is null ? null : TlsIdentity.PinOf(certificate);
                        return shown is not null && shown == endpoint.Pin;
                    },
                },
                cancellation).ConfigureAwait(false);
            return new TlsConnection(socket, tls, handshake: null);
        }
        catch (Exception e)
        {
            socket.Dispose();
            await tls.DisposeAsync().ConfigureAwait(false);
            throw e is AuthenticationException or IOException or SocketException ? TlsErrors.Connecting(endpoint, carrier, shown, stream.IsStranger, e) : e;
        }
    }

    /// <summary>The runtime keeps sessions by name, and none for addresses; a pin is a name that no two servers share.</summary>
    private static string SessionName(Endpoint endpoint) => endpoint.Pin is string pin ? $"{pin[..40]}.invalid" : "unpinned.invalid";

    private static TlsConnection Accept(Socket socket, SslServerAuthenticationOptions options)
    {
        socket.NoDelay = true;
        var stream = new TlsWire(socket, null);
        var tls = new SslStream(stream);
        return new TlsConnection(socket, tls, async () =>
        {
            try
            {
                await tls.AuthenticateAsServerAsync(options).ConfigureAwait(false);
            }
            catch (IOException) when (stream.IsStranger)
            {
                await stream.WriteAsync(Refusal.Frame("the server speaks TLS here: use a transport over tls, such as 'multiplexed+tls', and the endpoint as 'serve' printed it")).ConfigureAwait(false);
                throw;
            }
        });
    }
}
