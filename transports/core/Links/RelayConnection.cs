using System.Net.Sockets;
using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>A client's connection and the one to the server that belongs to it; under the link's gate.</summary>
internal sealed class RelayConnection
{
    private readonly LinkDraws _draws;

    /// <param name="number">In the order in which they were accepted.</param>
    /// <param name="client">The client's socket.</param>
    /// <param name="server">The server's.</param>
    /// <param name="roads">What both directions share with other connections.</param>
    /// <param name="firstUpNs">Nothing that the client sends counts as there before, ns.</param>
    public RelayConnection(long number, Socket client, Socket server, RelayRoads roads, long firstUpNs)
    {
        Number = number;
        Client = client;
        Server = server;
        _draws = roads.Draws(number, LinkDirection.Up);
        Up = roads.Lane(this, LinkDirection.Up, client, server, firstUpNs);
        Down = roads.Lane(this, LinkDirection.Down, server, client, long.MinValue);
    }

    public long Number { get; }

    public Socket Client { get; }

    public Socket Server { get; }

    public RelayLane Up { get; }

    public RelayLane Down { get; }

    /// <summary>Whether a fault has taken something from it: whatever else comes vanishes too.</summary>
    public bool IsLost { get; set; }

    /// <summary>Whether it is closed.</summary>
    public bool IsOver { get; private set; }

    public RelayLane Other(RelayLane lane) => lane == Up ? Down : Up;

    public double Lot(long fault) => _draws.Lot(fault);

    /// <summary>Closes both ends.</summary>
    /// <returns>Bytes that were held and vanish.</returns>
    public int Close(bool reset)
    {
        IsOver = true;
        foreach (Socket socket in (ReadOnlySpan<Socket>)[Client, Server])
        {
            if (reset)
            {
                SocketEnds.Reset(socket);
            }
            else
            {
                SocketEnds.ShutdownBoth(socket);
            }
        }
        int vanished = Drop();
        Retire();
        return vanished;
    }

    /// <summary>Gives back what nobody uses any more, once it is over.</summary>
    public void Retire()
    {
        RetireEnd(Client, Up, Down);
        RetireEnd(Server, Down, Up);
    }

    /// <summary>Forgets what is held in both directions.</summary>
    /// <returns>Bytes that vanish.</returns>
    public int Drop() => Up.Drop() + Down.Drop();

    private static void RetireEnd(Socket socket, RelayLane reading, RelayLane sending)
    {
        if (reading.IsRead && !reading.IsSending)
        {
            reading.Release();
        }
        if (reading.IsRead && !sending.IsSending)
        {
            socket.Dispose();
        }
    }
}
