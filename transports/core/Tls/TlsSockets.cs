using System.Net.Security;
using System.Net.Sockets;
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

    // A server that would never resume, or always, is not to be taken for the other by a client that measures.
    private readonly List<SslApplicationProtocol> _protocol = [new($"rpcbench/{carrier}")];

    /// <summary>Who the servers of this process are.</summary>
    public TlsIdentity Identity => _identity.Value;

    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Identity.Context,
            ApplicationProtocols = _protocol,
            AllowTlsResume = resume,
        };
        return new SocketListener(socket, bound with { Pin = Identity.Pin }, accepted => Accept(accepted, options), static () => { });
    }

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        Socket socket = await TcpSockets.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
        try
        {
            var stream = new TlsWire(socket, wire);
            return new TlsConnection(socket, await TlsHandshake.AsClientAsync(stream, endpoint, carrier, _protocol, resume, cancellation).ConfigureAwait(false), handshake: null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

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
