using Bench.Harness.Addressing;

namespace Bench.Tests.Support;

/// <summary>Providers that a test lists, and changes.</summary>
internal sealed class ListedProviders(params Provider[] providers) : IProviderSource
{
    public ProviderSet Current { get; private set; } = new(providers);

    public event Action? Changed;

    /// <summary>A provider at an endpoint of its own.</summary>
    public static Provider Of(int number, long epoch = 1) => new($"{number}", epoch, new Endpoint("memory", $"provider-{number}"));

    public void Set(params Provider[] listed) => Set(new ProviderSet(listed));

    public void Set(ProviderSet set)
    {
        Current = set;
        Changed?.Invoke();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
