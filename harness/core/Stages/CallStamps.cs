using System.Buffers;
using Bench.Harness.Time;

namespace Bench.Harness.Stages;

/// <summary>The time at each point of one sampled call, and what its thread had allocated by then; filled in as the call goes along, on one thread at a time.</summary>
internal sealed class CallStamps(Clock clock)
{
    /// <summary>Points of a call.</summary>
    public const int Points = (int)StagePoint.Completed + 1;

    private readonly long[] _times = new long[Points];
    private readonly long[] _allocated = new long[Points];
    private readonly int[] _threads = new int[Points];

    /// <summary>When each point was passed, ns of the clock; 0 for those that were not.</summary>
    public ReadOnlySpan<long> Times => _times;

    /// <summary>Starts anew.</summary>
    public void Begin(long nowNs)
    {
        Array.Clear(_times);
        Array.Clear(_threads);
        _times[0] = nowNs;
        MarkAllocated(StagePoint.Began);
    }

    /// <summary>The call passes a point now, on this thread.</summary>
    public void Mark(StagePoint point)
    {
        MarkAllocated(point);
        Volatile.Write(ref _times[(int)point], clock.NowNs);
    }

    /// <summary>The call passed a point at a time, on whatever thread.</summary>
    public void Mark(StagePoint point, long atNs) => _times[(int)point] = atNs;

    /// <summary>Takes what the server says of its side.</summary>
    public void Take(in ServerStamps server)
    {
        server.Times.CopyTo(_times.AsSpan((int)StagePoint.ServerRead));
        for (int i = 0; i < ServerStamps.Count; i++)
        {
            int point = (int)StagePoint.ServerRead + i;
            _allocated[point] = server.Allocated[i];
            _threads[point] = server.Allocated[i] < 0 ? 0 : -1;
        }
    }

    /// <summary>Bytes that a stage allocated; null where it did not begin and end on one thread.</summary>
    public long? AllocatedIn(CallStage stage)
    {
        int from = (int)stage;
        return _threads[from] != 0 && _threads[from] == _threads[from + 1] ? _allocated[from + 1] - _allocated[from] : null;
    }

    private void MarkAllocated(StagePoint point)
    {
        _allocated[(int)point] = GC.GetAllocatedBytesForCurrentThread();
        _threads[(int)point] = Environment.CurrentManagedThreadId;
    }
}
