using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Load;

/// <summary>
/// What the load engine itself costs per call: closed loops of workers whose calls do nothing and end at once. A reading of the clock, counts and the
/// entry in the histogram are in it; the start and end of a load are, spread over all its calls. Beside them what two readings of the clock cost, which
/// any timing of a call needs, and what recording a call does.
/// </summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private const int Calls = 5_000_000;
    private const long CallNs = 1_000;

    private readonly RecordingLane _lane = new(TimelineScale.Of(0, long.MaxValue), deadlineNs: 10_000_000_000, isOpen: false, kinds: 1);
    private readonly Clock _clock = Clock.System;
    private readonly LoadOptions _one = Closed(workers: 1);
    private readonly LoadOptions _two = Closed(workers: 2);
    private long _sentNs;

    /// <summary>A call that does nothing, by one worker.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<LoadResult> NoOp() => CallAsync(_one);

    /// <summary>Such calls by two workers at once, on two cores if there are: time per call of both together, the inverse of the calls/s that they offer.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task<LoadResult> NoOpByTwo() => CallAsync(_two);

    /// <summary>Two readings of the clock.</summary>
    [Benchmark]
    public long TwoClockReadings() => _clock.NowNs + _clock.NowNs;

    /// <summary>A call is counted, and its latency entered in histogram and timeline; no clock is read.</summary>
    [Benchmark]
    public long Record()
    {
        _sentNs += CallNs;
        _lane.Record(inWindow: true, kind: 0, _sentNs, _sentNs, _sentNs + (_sentNs & 0xFFFF), CallOutcome.Ok);
        return _sentNs;
    }

    private static LoadOptions Closed(int workers) => new() { Model = new ClosedLoad(workers), Duration = TimeSpan.FromHours(1) };

    /// <summary>Until enough calls were made, as loads of a given time are driven: their workers share nothing.</summary>
    private static async Task<LoadResult> CallAsync(LoadOptions options)
    {
        using var enough = new CancellationTokenSource();
        var left = new CallsLeft(Calls, enough);
        return await LoadEngine.RunAsync(options, () => new NoCall(left), stop: enough.Token).ConfigureAwait(false);
    }

    /// <summary>Ends the load after so many calls.</summary>
    private sealed class CallsLeft(long calls, CancellationTokenSource enough)
    {
        private long _left = calls;

        public void Take(int made)
        {
            if (Interlocked.Add(ref _left, -made) is long left && left <= 0 && left > -made)
            {
                enough.Cancel();
            }
        }
    }

    private sealed class NoCall(CallsLeft left) : ICaller
    {
        private const int Block = 10_000;

        private int _made;

        public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation)
        {
            if (++_made == Block)
            {
                _made = 0;
                left.Take(Block);
            }
            return default;
        }
    }
}
