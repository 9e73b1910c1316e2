using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Harness.Wire;

namespace Bench.Tests.Support;

/// <summary>A server in virtual time that accepts connections while it is there, answers nothing, and notes when it was asked for a connection.</summary>
internal sealed class AbsentServer
{
    private readonly VirtualTime _time;
    private readonly Lock _gate = new();
    private readonly List<long> _attemptsNs = [];
    private int _underWay;

    public AbsentServer(VirtualTime time)
    {
        _time = time;
        Carrier = new HeldCarrier { Connecting = AcceptAsync };
    }

    public HeldCarrier Carrier { get; }

    public bool IsAway { get; set; }

    /// <summary>How long an attempt takes.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>Connections that are open.</summary>
    public int Open { get; private set; }

    /// <summary>Attempts to connect since <see cref="Forget"/>.</summary>
    public int Attempts => Snapshot().Length;

    /// <summary>Most attempts under way at a time since <see cref="Forget"/>.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Longest time between the starts of two attempts.</summary>
    public TimeSpan LongestPause
    {
        get
        {
            long[] attempts = Snapshot();
            return TimeSpan.FromMicroseconds(attempts.Zip(attempts.Skip(1), (before, after) => after - before).Max() / 1_000);
        }
    }

    /// <summary>Attempts of the last time.</summary>
    public int AttemptsWithin(TimeSpan time) => Snapshot().Count(ns => ns >= _time.Clock.NowNs - Clock.ToNs(time));

    /// <summary>Most attempts that fell into the same span of time.</summary>
    public int MostWithin(int milliseconds) => Snapshot().CountBy(ns => ns / (milliseconds * 1_000_000L)).Max(span => span.Value);

    /// <summary>Counts from here.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _attemptsNs.Clear();
            MostAtOnce = _underWay;
        }
    }

    /// <summary>Ends every connection, and counts from here. Returns when each caller, whose call was under way on one, has called again.</summary>
    public async Task LoseAllAsync(EagerCallers callers)
    {
        Forget();
        int calls = callers.Calls;
        for (; Open > 0; Open--)
        {
            await (await Carrier.PeerAsync()).EndAsync();
        }
        await callers.CalledAsync(calls + callers.Count);
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _attemptsNs.Add(_time.Clock.NowNs);
            MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
        }
        if (Takes > TimeSpan.Zero)
        {
            await Task.Delay(Takes, _time, cancellation);
        }
        lock (_gate)
        {
            _underWay--;
            Open += IsAway ? 0 : 1;
        }
        if (IsAway)
        {
            throw new ConnectException(ErrorKind.ConnectFailed, "nobody there");
        }
    }

    private long[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _attemptsNs];
        }
    }
}
