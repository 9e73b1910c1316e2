using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Transports.Sockets;

namespace Bench.Transports.Carriers;

/// <summary>Unix domain sockets.</summary>
public sealed class UnixCarrier : ICarrier
{
    private const int Backlog = 4_096;

    /// <inheritdoc/>
    public string Name => "unix";

    /// <inheritdoc/>
    public string Summary => "Unix domain sockets, same machine only";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public string Scheme => "unix";

    /// <inheritdoc/>
    public Endpoint LocalEndpoint(string folder) => new(Scheme, Path.Combine(folder, "s.sock"));

    /// <inheritdoc/>
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        UnixDomainSocketEndPoint address = Address(endpoint);
        string? folder = Path.GetDirectoryName(Path.GetFullPath(endpoint.Host));
        if (!Directory.Exists(folder))
        {
            throw new ConnectException(ErrorKind.ConnectFailed, $"can't listen at {endpoint}: the folder {folder} does not exist");
        }
        await RemoveStaleAsync(endpoint, address, cancellation).ConfigureAwait(false);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw SocketErrors.Listening(endpoint, e);
        }
        return new SocketListener(socket, endpoint, static _ => { }, () => File.Delete(endpoint.Host));
    }

    /// <inheritdoc/>
    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(Address(endpoint), cancellation).ConfigureAwait(false);
            return new SocketConnection(socket, wire);
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is not SocketException cause ? e : cause.SocketErrorCode switch
            {
                SocketError.AccessDenied => new ConnectException(ErrorKind.ConnectFailed, $"no permission to connect to {endpoint}: change the socket file's mode or owner", cause),
                _ when !File.Exists(endpoint.Host) => new ConnectException(ErrorKind.ConnectFailed, $"there is no socket file {endpoint.Host}: start a server with 'rpcbench serve --endpoint {endpoint}', or correct the path", cause),
                _ => SocketErrors.Connecting(endpoint, cause),
            };
        }
    }

    /// <summary>A socket file that nobody listens on is left over from a server that died.</summary>
    private static async ValueTask RemoveStaleAsync(Endpoint endpoint, UnixDomainSocketEndPoint address, CancellationToken cancellation)
    {
        if (!File.Exists(endpoint.Host))
        {
            return;
        }
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(address, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && new FileInfo(endpoint.Host).Length == 0)
        {
            File.Delete(endpoint.Host);
        }
        catch (SocketException)
        {
            // Whatever it is, binding fails next and says why.
        }
    }

    private static UnixDomainSocketEndPoint Address(Endpoint endpoint)
    {
        try
        {
            return new UnixDomainSocketEndPoint(endpoint.Host);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ConnectException(ErrorKind.ConnectFailed, $"the path of {endpoint} is too long for a Unix socket (about 100 bytes): use a shorter one", e);
        }
    }
}
