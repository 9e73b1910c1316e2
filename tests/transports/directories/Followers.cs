using Bench.Harness.Addressing;
using Bench.Harness.Time;
using Bench.Tests.Support;
using Bench.Tests.Support.Servers;

namespace Bench.Tests.Transports.Directories;

/// <summary>Several consumers of one service, each with a client of the directory of its own.</summary>
internal sealed class Followers : IAsyncDisposable
{
    private readonly List<IDirectory> _directories = [];
    private readonly List<ProviderView> _views = [];
    private int _fewest = int.MaxValue;

    public IReadOnlyList<ProviderView> Views => _views;

    /// <summary>The fewest providers that any of them knew since the count was started.</summary>
    public int Fewest => Volatile.Read(ref _fewest);

    public static async Task<Followers> StartAsync(string kind, Endpoint server, string service, int count, ProviderViewOptions? options = null)
    {
        var followers = new Followers();
        for (int i = 0; i < count; i++)
        {
            IDirectory directory = await RealServers.OpenAsync(kind, server);
            ProviderView view = await ProviderView.StartAsync(directory, service, options);
            view.Changed += () => followers.Count(view);
            followers._directories.Add(directory);
            followers._views.Add(view);
        }
        return followers;
    }

    public void StartCount()
    {
        Volatile.Write(ref _fewest, int.MaxValue);
        _views.ForEach(Count);
    }

    /// <summary>Waits until it holds for all of them.</summary>
    public Task AllAsync(Func<ProviderSet, bool> condition, string what) => Eventually.HoldsAsync(() => _views.TrueForAll(v => condition(v.Current)), what);

    /// <summary>Waits until all know exactly these ids, none stale or guarded.</summary>
    public Task AllKnowAsync(params string[] ids) => AllAsync(
        set => !set.IsStale && !set.IsGuarded && set.Providers.Select(p => p.Id).SequenceEqual(ids.Order(StringComparer.Ordinal)),
        $"everybody knows [{string.Join(", ", ids)}]; the first knows [{string.Join(", ", _views[0].Current.Providers.Select(p => p.Id))}]");

    /// <summary>When the last of them learnt of its last change, ns of the clock.</summary>
    public long LastChangeNs => _views.Max(v => v.LastChangeNs);

    public async ValueTask DisposeAsync()
    {
        foreach (ProviderView view in _views)
        {
            await view.DisposeAsync();
        }
        foreach (IDirectory directory in _directories)
        {
            await directory.DisposeAsync();
        }
    }

    private void Count(ProviderView view)
    {
        int count = view.Current.Providers.Count;
        int seen;
        while ((seen = Volatile.Read(ref _fewest)) > count && Interlocked.CompareExchange(ref _fewest, count, seen) != seen)
        {
        }
    }
}

/// <summary>Providers of one service, each with a client of the directory of its own.</summary>
internal sealed class Registrations : IAsyncDisposable
{
    private readonly List<IDirectory> _directories = [];
    private readonly List<ProviderRegistration> _registrations = [];

    public IReadOnlyList<ProviderRegistration> All => _registrations;

    public string[] Ids => [.. _registrations.Select(r => r.Provider!.Id)];

    public static async Task<Registrations> StartAsync(string kind, Endpoint server, string service, int count, TimeSpan lease)
    {
        var registrations = new Registrations();
        for (int i = 1; i <= count; i++)
        {
            IDirectory directory = await RealServers.OpenAsync(kind, server);
            registrations._directories.Add(directory);
            registrations._registrations.Add(await ProviderRegistration.StartAsync(
                directory, service, $"p{i}", new Endpoint("tcp", "127.0.0.1", 5000 + i), new RegistrationOptions { Lease = lease }));
        }
        return registrations;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProviderRegistration registration in _registrations)
        {
            await registration.DisposeAsync();
        }
        foreach (IDirectory directory in _directories)
        {
            await directory.DisposeAsync();
        }
    }
}
