using Bench.Harness.Calls;

namespace Bench.Transports.Floors;

/// <summary>The server's end of a connection: what was received, and what is to be answered.</summary>
/// <param name="served">Counts what is handled.</param>
internal sealed class ServedMessages(ServedScenario served)
{
    private const int RoomBytes = 64 << 10;

    // Replies are all alike, and nobody looks into them: never written, they are shared.
    private static readonly byte[] Replies = new byte[256 << 10];

    private readonly byte[] _room = new byte[RoomBytes];
    private MessageSizes? _sizes;
    private long _received;
    private long _unsent;

    /// <summary>Room for what is received next.</summary>
    public Memory<byte> Room => _room.AsMemory(_sizes is null ? (int)_received : 0);

    /// <summary>What is to be sent next; empty if all was.</summary>
    public ReadOnlyMemory<byte> Unsent => Replies.AsMemory(0, (int)Math.Min(_unsent, Replies.Length));

    /// <summary>Forgets the last connection.</summary>
    public void Reset()
    {
        _sizes = null;
        _received = _unsent = 0;
    }

    /// <summary>So many bytes were received: requests that are complete with them are counted, and their replies are to be sent.</summary>
    /// <returns>False if they are none of a floor's.</returns>
    public bool Read(int bytes)
    {
        _received += bytes;
        if (_sizes is null && _received >= MessageSizes.Least)
        {
            _sizes = MessageSizes.Read(_room);
            if (_sizes is null)
            {
                return false;
            }
        }
        if (_sizes is { } sizes && _received >= sizes.RequestBytes)
        {
            Answer(sizes);
        }
        return true;
    }

    /// <summary>So many bytes of <see cref="Unsent"/> were sent.</summary>
    public void Wrote(int bytes) => _unsent -= bytes;

    private void Answer(MessageSizes sizes)
    {
        long requests = _received / sizes.RequestBytes;
        _received -= requests * sizes.RequestBytes;
        _unsent += requests * sizes.ReplyBytes;
        served.CountHandled(requests);
    }
}
