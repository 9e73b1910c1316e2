using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Leaves it to the runtime's event loop to wait where the kernel takes no more for now.</summary>
internal sealed class AwaitingOutput(Socket socket, WireCounter? wire) : SocketOutput(socket, wire)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<FlushResult> SendRestAsync(int segment, int sent)
    {
        for (; segment < Committed.Count; segment++, sent = 0)
        {
            while (sent < Committed[segment].Count)
            {
                int more = await Socket.SendAsync(Committed[segment].AsMemory(sent), SocketFlags.None).ConfigureAwait(false);
                Wrote(more);
                sent += more;
            }
        }
        Recycle();
        return default;
    }
}
