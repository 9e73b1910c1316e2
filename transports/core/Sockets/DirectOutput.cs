using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Sends segments over a socket on the thread that flushes, and waits on another one only where the kernel takes no more for now.</summary>
internal sealed class DirectOutput(Socket socket, WireCounter? wire) : SegmentedOutput
{
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            for (int i = 0; i < Committed.Count; i++)
            {
                int sent = Send(Committed[i]);
                if (sent < Committed[i].Count)
                {
                    return SendRestAsync(i, sent);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return ValueTask.FromException<FlushResult>(e);
        }
        Recycle();
        return default;
    }

    // On its own, so that only a flush that waits pays for what the other thread needs to know.
    private ValueTask<FlushResult> SendRestAsync(int segment, int sent) => new(Task.Run(() => SendRest(segment, sent), CancellationToken.None));

    private int Send(ArraySegment<byte> bytes)
    {
        int sent = SystemCalls.Send(socket.SafeHandle, bytes);
        wire?.Wrote(sent);
        return sent;
    }

    private FlushResult SendRest(int segment, int sent)
    {
        for (; segment < Committed.Count; segment++, sent = 0)
        {
            while (sent < Committed[segment].Count)
            {
                int more = SystemCalls.SendWaiting(socket.SafeHandle, Committed[segment].AsSpan(sent));
                wire?.Wrote(more);
                sent += more;
            }
        }
        Recycle();
        return default;
    }
}
