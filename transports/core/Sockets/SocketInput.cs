using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Reads a socket, and counts what it read.</summary>
internal sealed class SocketInput(Socket socket, WireCounter? wire) : BufferedInput
{
    protected override ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellation) => socket.ReceiveAsync(buffer, SocketFlags.None, cancellation);

    protected override void Filled(int bytes) => wire?.Read(bytes);
}
