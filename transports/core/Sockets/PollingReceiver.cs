using System.Net.Sockets;
using Bench.Harness.Time;

namespace Bench.Transports.Sockets;

/// <summary>
/// Looks for bytes for a while before a thread goes to sleep for them: the kernel takes some 20 µs to wake a thread, and as much of a core as the look costs.
/// Where it does not pay, as bytes come seldom, it is soon given up and only tried now and then.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="places">Places to poll at, which connections share.</param>
internal sealed class PollingReceiver(Socket socket, PollingPlaces places)
{
    // Twice what a thread takes to fall asleep and be woken: longer costs more than it can save.
    private const long LongestNs = 50_000;

    // So many in vain in a row, and it is only tried at each of so many waits: less than 1 µs a wait is lost.
    private const int Patience = 4;
    private const int WaitsUntilNext = 64;

    private readonly SafeSocketHandle _handle = socket.SafeHandle;
    private int _patience = Patience;
    private int _waits;

    /// <summary>Receives what is there or comes soon.</summary>
    /// <returns>How many bytes; 0 at the end, -1 if none came and the thread should sleep.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public int TryReceive(Span<byte> buffer)
    {
        int received = SystemCalls.TryReceive(_handle, buffer);
        if (received >= 0 || (_patience == 0 && ++_waits < WaitsUntilNext) || !places.TryTake())
        {
            return received;
        }
        _waits = 0;
        try
        {
            received = Poll(buffer);
        }
        finally
        {
            places.Return();
        }
        _patience = received >= 0 ? Patience : Math.Max(0, _patience - 1);
        return received;
    }

    private int Poll(Span<byte> buffer)
    {
        long endNs = Clock.System.NowNs + LongestNs;
        int received;
        do
        {
            received = SystemCalls.TryReceive(_handle, buffer);
        }
        while (received < 0 && Clock.System.NowNs < endNs);
        return received;
    }
}
