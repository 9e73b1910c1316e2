namespace Bench.Codecs;

/// <summary>Lends out objects that are costly to make, to any number of threads. It keeps two a core; what is lent beyond that is left to the collector.</summary>
/// <param name="create">Makes one more.</param>
internal sealed class ObjectPool<T>(Func<T> create) where T : class
{
    private readonly T?[] _kept = new T?[2 * Environment.ProcessorCount];

    public T Rent()
    {
        foreach (ref T? place in _kept.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is T kept)
            {
                return kept;
            }
        }
        return create();
    }

    public void Return(T item)
    {
        foreach (ref T? place in _kept.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, item, null) is null)
            {
                return;
            }
        }
    }
}
