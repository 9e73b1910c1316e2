namespace Bench.Transports.Loops;

/// <summary>The loops that the sockets of a carrier share: one for every two cores, as the other end needs as many.</summary>
internal sealed class EventLoops
{
    private readonly EventLoop[] _loops = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(_ => new EventLoop())];
    private int _next;

    /// <summary>The loop for a socket: the one that this thread is of, so that nobody else has to be woken, or the next in turn.</summary>
    public EventLoop Choose() => Array.Find(_loops, l => l.IsCurrent) ?? Next();

    /// <summary>The next one in turn.</summary>
    public EventLoop Next() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];
}
