namespace Bench.Harness.Addressing;

/// <summary>The providers of one service as a consumer knows them, always up to date as far as it can be.</summary>
public interface IProviderSource : IAsyncDisposable
{
    /// <summary>The providers known now; never waits.</summary>
    ProviderSet Current { get; }

    /// <summary>Raised after <see cref="Current"/> has changed, from any thread; handlers must not block or throw.</summary>
    event Action? Changed;
}

/// <summary>Providers of a service at one time.</summary>
/// <param name="Providers">One per id, in order of ids.</param>
/// <param name="IsStale">Whether the directory is away, and this is what it said last.</param>
/// <param name="IsGuarded">Whether some are kept though the directory lists them no more: many vanished at once, or it has only just come back.</param>
/// <param name="Skipped">Records that could not be read and are left out.</param>
public sealed record ProviderSet(IReadOnlyList<Provider> Providers, bool IsStale = false, bool IsGuarded = false, int Skipped = 0)
{
    /// <summary>No provider.</summary>
    public static ProviderSet Empty { get; } = new([]);
}

/// <summary>Providers that never change: what the user named.</summary>
public sealed class FixedProviders : IProviderSource
{
    /// <param name="endpoints">Where they listen; their ids are <c>1</c>, <c>2</c>, ….</param>
    public FixedProviders(params IEnumerable<Endpoint> endpoints) =>
        Current = new ProviderSet([.. endpoints.Select((endpoint, i) => new Provider($"{i + 1}", 1, endpoint))]);

    /// <inheritdoc/>
    public ProviderSet Current { get; }

    /// <inheritdoc/>
    public event Action? Changed
    {
        add { }
        remove { }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
