using System.Buffers.Binary;
using System.Net.Sockets;
using Bench.Harness.Addressing;

namespace Bench.Transports.Sockets;

/// <summary>Confines the local port that a connecting socket takes, by Linux's IP_LOCAL_PORT_RANGE (6.3 and later): a setting of the socket, not of the machine.</summary>
internal static class LocalPorts
{
    private const int Ip = 0;
    private const int LocalPortRange = 51;

    /// <summary>Whether this system can.</summary>
    public static bool AreSupported
    {
        get
        {
            if (!OperatingSystem.IsLinux())
            {
                return false;
            }
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                Confine(socket, new PortRange(50_000, 50_001));
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <exception cref="SocketException">The system can't.</exception>
    public static void Confine(Socket socket, PortRange ports)
    {
        Span<byte> value = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)ports.First | ((uint)ports.Last << 16));
        socket.SetRawSocketOption(Ip, LocalPortRange, value);
    }
}
