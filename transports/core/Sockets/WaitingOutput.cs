using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Waits on another thread where the kernel takes no more for now.</summary>
internal sealed class WaitingOutput(Socket socket, WireCounter? wire) : SocketOutput(socket, wire)
{
    protected override ValueTask<FlushResult> SendRestAsync(int segment, int sent) => new(Task.Run(() => SendRest(segment, sent), CancellationToken.None));

    private FlushResult SendRest(int segment, int sent)
    {
        for (; segment < Committed.Count; segment++, sent = 0)
        {
            while (sent < Committed[segment].Count)
            {
                int more = SystemCalls.SendWaiting(Socket.SafeHandle, Committed[segment].AsSpan(sent));
                Wrote(more);
                sent += more;
            }
        }
        Recycle();
        return default;
    }
}
