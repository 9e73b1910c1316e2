using System.Net.Sockets;

namespace Bench.Transports.Floors;

/// <summary>Serves a connection by blocking calls.</summary>
internal static class BlockingService
{
    /// <summary>Serves on a thread of its own, to the end of the connection.</summary>
    public static Task ServeAsync(Socket socket, ServedMessages messages)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        BlockingLine.StartThread(
            () =>
            {
                Serve(socket, messages);
                ended.SetResult();
            },
            "floor connection");
        return ended.Task;
    }

    /// <summary>Serves on the calling thread, to the end of the connection.</summary>
    public static void Serve(Socket socket, ServedMessages messages)
    {
        try
        {
            while (Exchange(socket, messages))
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone, or the server is being closed: nothing is left to do here.
        }
    }

    // A method of its own, so that the runtime counts its calls and recompiles it.
    private static bool Exchange(Socket socket, ServedMessages messages)
    {
        int bytes = socket.Receive(messages.Room.Span);
        if (bytes == 0 || !messages.Read(bytes))
        {
            return false;
        }
        while (!messages.Unsent.IsEmpty)
        {
            messages.Wrote(socket.Send(messages.Unsent.Span));
        }
        return true;
    }
}
