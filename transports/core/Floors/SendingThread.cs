using System.Net.Sockets;

namespace Bench.Transports.Floors;

/// <summary>A thread that sends requests while another one receives.</summary>
internal sealed class SendingThread
{
    private readonly FloorConnection _connection;
    private readonly object _gate = new();
    private int _due;
    private bool _ended;

    public SendingThread(FloorConnection connection)
    {
        _connection = connection;
        BlockingLine.StartThread(Run, "floor sender");
    }

    /// <summary>More requests are to be sent.</summary>
    public void Add(int requests)
    {
        lock (_gate)
        {
            _due += requests;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Nothing more is to be sent.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        try
        {
            while (TakeDue() is > 0 and int due)
            {
                BlockingLine.Send(_connection, due);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Whoever receives learns of it, and says how the calls end.
            _connection.Socket.Dispose();
        }
    }

    /// <summary>Waits for requests to send; 0 when there will be no more.</summary>
    private int TakeDue()
    {
        lock (_gate)
        {
            while (_due == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }
            int due = _due;
            _due = 0;
            return due;
        }
    }
}
