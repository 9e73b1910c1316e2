using System.Collections.Concurrent;
using Bench.Harness.Randomness;
using Bench.Harness.Time;

namespace Bench.Harness.Stages;

/// <summary>
/// Where the time and the allocations of calls go, by sampling one call in <see cref="Every"/>: what it costs is spread over so many calls. The stages of a
/// sampled call add up to its time by construction; whether the sampled calls are like the others is for the reader to see from their mean.
/// </summary>
public sealed class StageLedger
{
    /// <summary>Calls of which one is sampled, on average; the distance is drawn, so that samples don't fall into step with batches.</summary>
    public const int Every = 64;

    private const int Stages = CallStamps.Points - 1;

    private readonly Clock _clock;
    private SplitMix64 _seeds;
    private readonly ConcurrentBag<CallStamps> _idle = [];
    private readonly Lock _gate = new();
    private readonly long[] _times = new long[Stages];
    private readonly long[] _allocated = new long[Stages];
    private readonly long[] _allocatedSamples = new long[Stages];
    private long _samples;
    private long _fromNs;

    /// <param name="clock">The time source.</param>
    /// <param name="seed">Of what is drawn.</param>
    /// <param name="oneIn">Calls of which one is sampled, on average; 1 to 1,000,000.</param>
    internal StageLedger(Clock clock, ulong seed, int oneIn = Every)
    {
        _clock = clock;
        _seeds = new SplitMix64(seed);
        OneIn = oneIn;
    }

    /// <summary>Calls of which one is sampled, on average.</summary>
    internal int OneIn { get; }

    /// <summary>Forgets what was sampled, and counts calls that begin from now on.</summary>
    /// <param name="atNs">Now, ns of the clock.</param>
    public void StartWindow(long atNs)
    {
        lock (_gate)
        {
            _fromNs = atNs;
            _samples = 0;
            Array.Clear(_times);
            Array.Clear(_allocated);
            Array.Clear(_allocatedSamples);
        }
    }

    /// <summary>What was sampled since then, in order; empty if nothing was.</summary>
    public IReadOnlyList<StageMean> Take()
    {
        lock (_gate)
        {
            return _samples == 0
                ? []
                : [.. Enumerable.Range(0, Stages).Select(i => new StageMean(
                    (CallStage)i, _samples, _times[i] / (double)_samples, _allocatedSamples[i] == 0 ? null : _allocated[i] / (double)_allocatedSamples[i]))];
        }
    }

    /// <summary>The draws of one caller. Callers whose calls go out in one batch would sample the same batches if they drew alike.</summary>
    internal SplitMix64 CreateDraws() => new(_seeds.NextBitsShared());

    /// <summary>The stamps of a call that begins now.</summary>
    internal CallStamps Begin(long nowNs)
    {
        CallStamps stamps = _idle.TryTake(out CallStamps? idle) ? idle : new CallStamps(_clock);
        stamps.Begin(nowNs);
        return stamps;
    }

    /// <summary>A sampled call has ended ok.</summary>
    internal void Add(CallStamps stamps)
    {
        stamps.Mark(StagePoint.Completed);
        Span<long> times = stackalloc long[CallStamps.Points];
        stamps.Times.CopyTo(times);
        bool isLeft = times[(int)StagePoint.Flushing] == 0 || times[(int)StagePoint.Flushed] != 0;
        if (TryPutInOrder(times))
        {
            Count(stamps, times);
        }
        if (isLeft)
        {
            // Else its flush is still to be marked, by a thread that the answer has overtaken: then the stamps are left to it.
            _idle.Add(stamps);
        }
    }

    private void Count(CallStamps stamps, ReadOnlySpan<long> times)
    {
        lock (_gate)
        {
            if (times[0] < _fromNs)
            {
                return;
            }
            _samples++;
            for (int i = 0; i < Stages; i++)
            {
                _times[i] += times[i + 1] - times[i];
                if (stamps.AllocatedIn((CallStage)i) is long bytes)
                {
                    _allocated[i] += bytes;
                    _allocatedSamples[i]++;
                }
            }
        }
    }

    /// <summary>
    /// Each point after the one before it. The kernel may have handed the request on before the flush returned: then writing ends where the server begins. A
    /// server whose clock is another machine's is moved to the middle of the time between the client's last point before it and the first after it.
    /// </summary>
    /// <returns>False if the call did not pass every point.</returns>
    private static bool TryPutInOrder(Span<long> times)
    {
        Span<long> server = times[(int)StagePoint.ServerRead..((int)StagePoint.Replied + 1)];
        long before = times[(int)StagePoint.Flushing];
        long after = times[(int)StagePoint.ClientRead];
        if (server[0] < before || server[^1] > after)
        {
            long shift = before + ((after - before - (server[^1] - server[0])) / 2) - server[0];
            foreach (ref long time in server)
            {
                time += shift;
            }
        }
        long flushed = times[(int)StagePoint.Flushed];
        times[(int)StagePoint.Flushed] = flushed == 0 ? server[0] : Math.Min(flushed, server[0]);
        for (int i = 0; i < times.Length; i++)
        {
            if (times[i] == 0 || (i > 0 && times[i] < times[i - 1]))
            {
                return false;
            }
        }
        return true;
    }
}

/// <summary>What a stage took of a sampled call, on average.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Samples">Calls that were sampled.</param>
/// <param name="TimeNs">Its time, ns.</param>
/// <param name="AllocatedBytes">What it allocated; null where it changes threads.</param>
public sealed record StageMean(CallStage Stage, long Samples, double TimeNs, double? AllocatedBytes);
