using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Sockets;

/// <summary>Stream sockets of files.</summary>
internal static class UnixSockets
{
    private const int Backlog = 4_096;

    /// <exception cref="ConnectException">It can't listen there; the message says why.</exception>
    public static async ValueTask<Socket> ListenAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        UnixDomainSocketEndPoint address = Address(endpoint);
        string? folder = Path.GetDirectoryName(Path.GetFullPath(endpoint.Host));
        if (!Directory.Exists(folder))
        {
            throw new ConnectException(ErrorKind.ConnectFailed, $"can't listen at {endpoint}: the folder {folder} does not exist");
        }
        await RemoveStaleAsync(endpoint, address, cancellation).ConfigureAwait(false);
        Socket socket = Create();
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw SocketErrors.Listening(endpoint, e);
        }
    }

    /// <summary>Connects within the call.</summary>
    /// <returns>Null if it can't be done so; nor is it where the runtime does it in any case.</returns>
    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static Socket? TryConnectAtOnce(Endpoint endpoint, SocketIo io)
    {
        if (io.IsRuntime || !io.ConnectsAtOnce)
        {
            return null;
        }
        UnixDomainSocketEndPoint address = Address(endpoint);
        try
        {
            return SocketConnecting.TryConnectAtOnce(SpareHandles.Leave(Create()), address);
        }
        catch (SocketException e)
        {
            throw Connecting(endpoint, e);
        }
    }

    /// <exception cref="ConnectException">It can't connect; the message says why.</exception>
    public static async ValueTask<Socket> ConnectAsync(Endpoint endpoint, CancellationToken cancellation, SocketIo? io = null)
    {
        UnixDomainSocketEndPoint address = Address(endpoint);
        try
        {
            return await SocketConnecting.ConnectAsync(SpareHandles.Leave(Create()), address, io ?? SocketIo.OfRuntime, cancellation).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Connecting(endpoint, e);
        }
    }

    /// <summary>Why a socket could not connect, in the user's words.</summary>
    public static ConnectException Connecting(Endpoint endpoint, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AccessDenied => new ConnectException(ErrorKind.ConnectFailed, $"no permission to connect to {endpoint}: change the mode or owner of the socket file, or of the folder that bars the way to it", cause),
        _ when !File.Exists(endpoint.Host) => new ConnectException(ErrorKind.ConnectFailed, $"there is no socket file {endpoint.Host}: start a server with 'rpcbench serve --endpoint {endpoint}', or correct the path", cause),
        _ => SocketErrors.Connecting(endpoint, cause),
    };

    /// <summary>A socket file that nobody listens on is left over from a server that died.</summary>
    private static async ValueTask RemoveStaleAsync(Endpoint endpoint, UnixDomainSocketEndPoint address, CancellationToken cancellation)
    {
        if (!File.Exists(endpoint.Host))
        {
            return;
        }
        using Socket probe = Create();
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

    private static Socket Create() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>The address of an endpoint.</summary>
    /// <exception cref="ConnectException">It is none.</exception>
    public static UnixDomainSocketEndPoint Address(Endpoint endpoint)
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
