namespace Bench.Harness.Load;

/// <summary>
/// Hands out the numbers of calls to the workers of a closed load, in small blocks, so that a mix of calls stays the one
/// intended however fast each worker is.
/// </summary>
internal sealed class CallNumbers(long limit)
{
    private const int BlockLength = 16;

    // With a limit one by one: then every number below it is used, and no worker keeps some back.
    private readonly int _blockLength = limit == long.MaxValue ? BlockLength : 1;
    private long _next;

    /// <summary>Whether the limit was reached.</summary>
    public bool AreExhausted => Interlocked.Read(ref _next) >= limit;

    /// <summary>Takes the numbers from <paramref name="from"/> to before <paramref name="to"/>; false if there are no more.</summary>
    public bool TryTake(out long from, out long to)
    {
        if (AreExhausted)
        {
            from = to = 0;
            return false;
        }
        to = Interlocked.Add(ref _next, _blockLength);
        from = to - _blockLength;
        return from < limit;
    }
}
