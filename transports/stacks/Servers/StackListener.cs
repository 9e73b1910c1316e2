using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;
using Bench.Transports.Tls;

namespace Bench.Transports.Stacks.Servers;

/// <summary>The listening socket of a stack's server: the same as those of the own pipeline.</summary>
/// <param name="Socket">Listens already.</param>
/// <param name="Endpoint">Where; with the pin, if it is to speak TLS.</param>
/// <param name="Identity">Who it is then; null without TLS.</param>
internal sealed record StackListener(Socket Socket, Endpoint Endpoint, TlsIdentity? Identity) : IDisposable
{
    /// <summary>Carriers that stacks run over.</summary>
    public static bool Runs(ICarrier carrier)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        return carrier.Name is "tcp" or "unix" or "tls";
    }

    /// <exception cref="ConnectException">It can't listen there; the message says why.</exception>
    public static async ValueTask<StackListener> StartAsync(ICarrier carrier, Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Scheme == "unix")
        {
            return new StackListener(await UnixSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false), endpoint, null);
        }
        (Socket socket, Endpoint bound) = await TcpSockets.ListenAsync(endpoint, cancellation).ConfigureAwait(false);
        TlsIdentity? identity = (carrier as TlsOverTcp)?.Identity;
        return new StackListener(socket, bound with { Pin = identity?.Pin }, identity);
    }

    public void Dispose()
    {
        Socket.Dispose();
        if (Endpoint.Scheme == "unix")
        {
            File.Delete(Endpoint.Host);
        }
    }
}
