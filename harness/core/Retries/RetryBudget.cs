namespace Bench.Harness.Retries;

/// <summary>
/// Bounds what retries add to the load of a service that fails: a token bucket as in gRPC's retry throttling (proposal A6). It starts
/// full; a failure takes a token, a success returns a part of one, and retries are allowed above half.
/// </summary>
/// <param name="tokens">Size of the bucket; 0 for no bound.</param>
/// <param name="returned">Tokens a success returns.</param>
internal sealed class RetryBudget(double tokens, double returned)
{
    private const double Unit = 1_000;

    private readonly long _size = (long)(tokens * Unit);
    private readonly long _returned = (long)(returned * Unit);
    private long _left = (long)(tokens * Unit);

    /// <summary>Whether another attempt may be made.</summary>
    public bool Allows => _size == 0 || Volatile.Read(ref _left) > _size / 2;

    /// <summary>An attempt was good.</summary>
    public void Succeeded() => Move(_returned);

    /// <summary>An attempt failed in a way that another one might mend.</summary>
    public void Failed() => Move(-(long)Unit);

    private void Move(long by)
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            long moved = Math.Clamp(left + by, 0, _size);
            if (moved == left || Interlocked.CompareExchange(ref _left, moved, left) == left)
            {
                return;
            }
        }
    }
}
