namespace Bench.Harness.Time;

/// <summary>
/// Spaces attempts after failures in a row: a first wait, doubled up to a limit, each drawn evenly from a part of it, so that many who failed
/// together come back spread out. For one loop at a time.
/// </summary>
public sealed class Backoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _limit;
    private readonly double _least;
    private ulong _draw;
    private int _failures;

    /// <param name="first">Longest wait after the first failure.</param>
    /// <param name="limit">Longest wait of all.</param>
    /// <param name="seed">Where the draws start; different ones spread apart those who start together.</param>
    /// <param name="least">Share of a wait that is waited at least, from 0 (spread out most, attempts twice as often) to 1 (not spread out). Default 0.5.</param>
    public Backoff(TimeSpan first, TimeSpan limit, ulong seed, double least = 0.5)
    {
        _first = first;
        _limit = limit;
        _least = least;
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
        double share = _least + ((1 - _least) * (_draw >> 40) / (1 << 24));
        return (longest < _limit ? longest : _limit) * share;
    }
}
