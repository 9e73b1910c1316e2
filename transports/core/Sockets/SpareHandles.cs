using System.Net.Sockets;
using Bench.Harness.Measure;

namespace Bench.Transports.Sockets;

/// <summary>
/// File handles that connections leave to the rest of the process: a runtime without a single one can't start a thread or load code, and ends
/// the process with "Out of memory".
/// </summary>
internal static class SpareHandles
{
    /// <summary>Handles left free.</summary>
    public const int Count = 24;

    private static readonly long Most = (HandleLimit.Current() ?? long.MaxValue) - Count;

    /// <summary>Whether a socket stands within the handles that are to be left free: the system always gives out the lowest free number.</summary>
    public static bool Takes(Socket socket) => socket.Handle >= Most;

    /// <summary>The socket, as long as it leaves enough handles free.</summary>
    /// <exception cref="SocketException">It does not; it is closed.</exception>
    public static Socket Leave(Socket socket)
    {
        if (!Takes(socket))
        {
            return socket;
        }
        socket.Dispose();
        throw new SocketException((int)SocketError.TooManyOpenSockets);
    }
}
