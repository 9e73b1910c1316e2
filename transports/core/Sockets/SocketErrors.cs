using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Sockets;

/// <summary>Says in the user's words why a socket could not connect or listen.</summary>
internal static class SocketErrors
{
    public static ConnectException Connecting(Endpoint endpoint, SocketException cause) => ConnectingTo(endpoint.Unpinned, cause);

    private static ConnectException ConnectingTo(Endpoint endpoint, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => new ConnectException(
            ErrorKind.PortExhausted,
            $"no free local port for another connection to {endpoint}: closed connections hold theirs in TIME_WAIT; use 'pooled' or 'multiplexed', a lower rate, or a wider net.ipv4.ip_local_port_range",
            cause),
        SocketError.ConnectionRefused => new ConnectException(
            ErrorKind.ConnectFailed,
            $"nothing listens at {endpoint} (connection refused): start a server there with 'rpcbench serve --endpoint {endpoint}', or correct the endpoint",
            cause),
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => new ConnectException(
            ErrorKind.ConnectFailed, $"the host '{endpoint.Host}' of {endpoint} is not known: correct its name", cause),
        SocketError.TooManyOpenSockets => new ConnectException(
            ErrorKind.ConnectFailed, $"too many open files for another connection to {endpoint}: raise 'ulimit -n' or use fewer connections", cause),
        _ => new ConnectException(ErrorKind.ConnectFailed, $"can't connect to {endpoint}: {cause.Message}", cause),
    };

    public static ConnectException Listening(Endpoint endpoint, SocketException cause) => cause.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new ConnectException(
            ErrorKind.ConnectFailed, $"{endpoint} is in use by another process: stop it, or choose another port (0 takes a free one)", cause),
        SocketError.AccessDenied => new ConnectException(
            ErrorKind.ConnectFailed, $"listening at {endpoint} is not allowed: choose a port above 1023, or another path", cause),
        SocketError.AddressNotAvailable or SocketError.HostNotFound => new ConnectException(
            ErrorKind.ConnectFailed, $"{endpoint} is no address of this machine: use 127.0.0.1 or [::1]", cause),
        _ => new ConnectException(ErrorKind.ConnectFailed, $"can't listen at {endpoint}: {cause.Message}", cause),
    };
}
