using Bench.Harness.Load;

namespace Bench.Transports.Floors;

/// <summary>
/// A thread that sends what is due in one piece, and waits for what comes, asleep or polling first. Where more may be under way than buffers hold, another thread sends: with one alone
/// client and server could each wait for the other to read.
/// </summary>
internal sealed class BlockingLine
{
    // What buffers of the system hold in any case. Either direction within it is enough, as its sender never waits then.
    private const int BufferedBytes = 64 << 10;

    // Of a thread that calls little.
    private const int StackBytes = 256 << 10;

    private readonly FloorConnection _connection;
    private readonly OrderedCalls _calls;
    private readonly SendingThread? _sender;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BlockingLine(FloorConnection connection, OrderedCalls calls, bool mayFillBuffers)
    {
        _connection = connection;
        _calls = calls;
        _sender = mayFillBuffers ? new SendingThread(connection) : null;
    }

    /// <summary>Whether calls may fill the buffers of both directions.</summary>
    /// <param name="sizes">Sizes of their messages.</param>
    /// <param name="depth">Calls under way at most.</param>
    public static bool MayFillBuffers(MessageSizes sizes, int depth) => depth > 1 && (long)depth * Math.Min(sizes.RequestBytes, sizes.ReplyBytes) > BufferedBytes;

    /// <summary>Drives calls over a connection until there are no more.</summary>
    public static Task DriveAsync(FloorConnection connection, OrderedCalls calls, bool mayFillBuffers)
    {
        var line = new BlockingLine(connection, calls, mayFillBuffers);
        StartThread(line.Run, "floor client");
        return line._ended.Task;
    }

    /// <summary>Starts a thread that does not keep the process alive.</summary>
    public static void StartThread(ThreadStart run, string name) => new Thread(run, StackBytes) { IsBackground = true, Name = name }.Start();

    /// <summary>Sends all that is to be sent.</summary>
    public static void Send(FloorConnection connection, int requests)
    {
        connection.Add(requests);
        while (!connection.Unsent.IsEmpty)
        {
            connection.Wrote(connection.Socket.Send(connection.Unsent.Span));
        }
    }

    private void Run()
    {
        try
        {
            int due = _calls.Next(0);
            while (_calls.InFlight > 0)
            {
                due = Exchange(due);
            }
        }
        catch (Exception e)
        {
            _calls.End(_connection.Break(e));
        }
        _sender?.End();
        _ended.SetResult();
    }

    // A method of its own, so that the runtime counts its calls and recompiles it.
    private int Exchange(int due)
    {
        if (_sender is not null)
        {
            _sender.Add(due);
        }
        else
        {
            Send(_connection, due);
        }
        int answered;
        do
        {
            answered = _connection.Read(_connection.Receive());
        }
        while (answered == 0);
        return _calls.Next(answered);
    }
}
