using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Calls;

namespace Bench.Transports.Sockets;

/// <summary>Sends segments over a socket on the thread that flushes, as much as the kernel takes at once, and counts what it sent.</summary>
internal abstract class SocketOutput(Socket socket, WireCounter? wire) : SegmentedOutput
{
    protected Socket Socket => socket;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!SystemCalls.AreSupported)
        {
            return SendRestAsync(0, 0);
        }
        try
        {
            for (int i = 0; i < Committed.Count; i++)
            {
                int sent = SystemCalls.Send(socket.SafeHandle, Committed[i]);
                Wrote(sent);
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

    /// <summary>Sends what the kernel did not take at once, as it takes more.</summary>
    /// <param name="segment">Index of the committed segment to go on with.</param>
    /// <param name="sent">Bytes of it that were sent.</param>
    protected abstract ValueTask<FlushResult> SendRestAsync(int segment, int sent);

    protected void Wrote(int bytes) => wire?.Wrote(bytes);
}
