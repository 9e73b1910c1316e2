using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Sends segments over a socket, and counts what it sent.</summary>
internal sealed class SocketOutput(Socket socket, WireCounter? wire) : SegmentedOutput
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        foreach (ArraySegment<byte> segment in Committed)
        {
            for (int sent = 0; sent < segment.Count;)
            {
                int bytes = await socket.SendAsync(segment.AsMemory(sent), SocketFlags.None, cancellationToken).ConfigureAwait(false);
                wire?.Wrote(bytes);
                sent += bytes;
            }
        }
        Recycle();
        return default;
    }
}
