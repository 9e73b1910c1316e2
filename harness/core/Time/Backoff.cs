namespace Bench.Harness.Time;

/// <summary>
/// Spaces attempts after failures in a row: a first wait, doubled up to a limit, each drawn evenly from its upper half, so that many who
/// failed together come back spread out. For one loop at a time.
/// </summary>
public sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _limit;
    private ulong _draw;
    private int _failures;

    /// <param name="first">Longest wait after the first failure.</param>
    /// <param name="limit">Longest wait of all.</param>
    /// <param name="seed">Where the draws start; different ones spread apart those who start together.</param>
    public Backoff(TimeSpan first, TimeSpan limit, ulong seed)
    {
        _first = first;
        _limit = limit;
        _draw = seed;
    }

    /// <summary>Starts over.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>Counts a failure.</summary>
    /// <returns>Time to wait before the next attempt.</returns>
    public TimeSpan Failed()
    {
        TimeSpan longest = _first * Math.Pow(2, Math.Min(_failures++, 16));
        _draw = (_draw * 6364136223846793005) + 1442695040888963407;
        double share = 0.5 + ((_draw >> 40) / (double)(1 << 25));
        return (longest < _limit ? longest : _limit) * share;
    }
}
