using System.Net.Sockets;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>Serves a connection by blocking calls.</summary>
internal static class BlockingService
{
    /// <summary>Serves on a thread of its own, to the end of the connection.</summary>
    public static Task ServeAsync(Socket socket, ServedMessages messages) => ServeAsync(socket, messages, null);

    /// <summary>The same, polling before it sleeps.</summary>
    public static Task ServePollingAsync(Socket socket, ServedMessages messages) => ServeAsync(socket, messages, new PollingReceiver(socket, new PollingPlaces()));

    private static Task ServeAsync(Socket socket, ServedMessages messages, PollingReceiver? polling)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        BlockingLine.StartThread(
            () =>
            {
                Serve(socket, messages, polling);
                ended.SetResult();
            },
            "floor connection");
        return ended.Task;
    }

    /// <summary>Serves on the calling thread, to the end of the connection.</summary>
    public static void Serve(Socket socket, ServedMessages messages) => Serve(socket, messages, null);

    private static void Serve(Socket socket, ServedMessages messages, PollingReceiver? polling)
    {
        try
        {
            while (Exchange(socket, messages, polling))
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The client is gone, or the server is being closed: nothing is left to do here.
        }
    }

    // A method of its own, so that the runtime counts its calls and recompiles it.
    private static bool Exchange(Socket socket, ServedMessages messages, PollingReceiver? polling)
    {
        int bytes = polling?.TryReceive(messages.Room.Span) is >= 0 and int polled ? polled : socket.Receive(messages.Room.Span);
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
