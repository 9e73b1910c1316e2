using Bench.Harness.Time;

namespace Bench.Cli.Terminal;

/// <summary>How a comparison of builds goes, on standard error: a line that is rewritten on a terminal, a line a round elsewhere.</summary>
/// <param name="streams">Where to.</param>
/// <param name="clock">The time source.</param>
internal sealed class AbProgress(Streams streams, Clock clock) : IDisposable
{
    private const string Clear = "\r\e[K";

    private readonly long _startNs = clock.NowNs;
    private int _launches;
    private int _rounds;
    private int _round;
    private int _launch;

    /// <summary>So many rounds will be measured, or, while it is a pilot, at first.</summary>
    /// <param name="launches">Launches of a round.</param>
    /// <param name="rounds">Rounds in all.</param>
    /// <param name="isPilot">Whether they only tell how many more are needed.</param>
    public void Planned(int launches, int rounds, bool isPilot)
    {
        (_launches, _rounds) = (launches, rounds);
        Write(isPilot
            ? $"{_launches} launches a round; {rounds} rounds tell how many more are needed"
            : $"{_launches} launches a round, {rounds} rounds in all{Remaining()}");
    }

    public void Launching(int round, string cell, string build)
    {
        if (round != _round)
        {
            (_round, _launch) = (round, 0);
            if (!streams.IsErrorLive)
            {
                streams.Error.WriteLine($"round {round} of {_rounds}{Remaining()}");
            }
        }
        _launch++;
        if (streams.IsErrorLive)
        {
            string line = $"round {round} of {_rounds}  launch {_launch} of {_launches}{Remaining()}  {build}: {cell}";
            streams.Error.Write($"{Clear}{(line.Length < streams.ErrorWidth ? line : line[..(streams.ErrorWidth - 1)])}");
        }
    }

    /// <summary>Says how long it took.</summary>
    public void Finish() => Write($"measured in {Elapsed.TotalMinutes:0.0} min");

    public void Dispose()
    {
        if (streams.IsErrorLive)
        {
            streams.Error.Write(Clear);
        }
    }

    private TimeSpan Elapsed => TimeSpan.FromTicks((clock.NowNs - _startNs) / 100);

    private string Remaining() => _round < 2 ? "" : $", about {Elapsed.TotalMinutes / (_round - 1) * (_rounds - _round + 1):0.0} min left";

    private void Write(string text) => streams.Error.WriteLine($"{(streams.IsErrorLive ? Clear : "")}{text}");
}
