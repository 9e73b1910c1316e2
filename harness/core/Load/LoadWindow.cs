namespace Bench.Harness.Load;

/// <summary>When calls count. The end may come nearer, never go further away.</summary>
internal sealed class LoadWindow(long startNs, long endNs) : IDisposable
{
    private long _endNs = endNs;

    public long StartNs => startNs;

    public long EndNs => Volatile.Read(ref _endNs);

    /// <summary>Set whenever the end has moved.</summary>
    public ManualResetEventSlim Moved { get; } = new();

    /// <summary>Nothing intended at or after that time starts any more.</summary>
    public void CloseAt(long atNs)
    {
        long end = EndNs;
        while (atNs < end)
        {
            long seen = Interlocked.CompareExchange(ref _endNs, atNs, end);
            if (seen == end)
            {
                Moved.Set();
                return;
            }
            end = seen;
        }
    }

    public void Dispose() => Moved.Dispose();
}
