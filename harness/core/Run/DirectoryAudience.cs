using Bench.Harness.Addressing;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>The consumers of a directory in one load worker, and when which of them saw what. The first routes the calls; the others only follow.</summary>
internal sealed class DirectoryAudience : IAsyncDisposable
{
    // Opening many connections at once would measure the backlog; one after another would take too long.
    private const int OpenedAtOnce = 10;

    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private readonly List<ProviderView> _views = [];
    private readonly List<IDirectory> _directories = [];
    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private string? _failure;

    private DirectoryAudience(Clock clock) => _clock = clock;

    /// <summary>Opens the other consumers, each with a connection of its own.</summary>
    /// <param name="first">The consumer that routes; not disposed of.</param>
    /// <param name="service">The service they follow.</param>
    /// <param name="others">How many more there are to be.</param>
    /// <param name="open">Opens a client of the directory.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<DirectoryAudience> OpenAsync(
        ProviderView first, string service, int others, Func<CancellationToken, ValueTask<IDirectory>> open, Clock clock, CancellationToken stop)
    {
        var audience = new DirectoryAudience(clock);
        audience.Follow(first);
        for (int opened = 0; opened < others && audience._failure is null; opened += OpenedAtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(OpenedAtOnce, others - opened)).Select(_ => audience.OpenAsync(service, open, stop))).ConfigureAwait(false);
        }
        return audience;
    }

    /// <summary>What they saw.</summary>
    /// <param name="windowStartNs">Start of the window, ns of the clock.</param>
    public DirectoryRound Record(long windowStartNs)
    {
        lock (_gate)
        {
            return new DirectoryRound(
                _views.Count,
                _views.Sum(v => v.Reads),
                _views.Sum(v => v.Hints),
                [.. _seen.Values.OrderBy(s => s.FirstNs).Select(s => new MembershipChange(Ms(s.FirstNs), Ms(s.LastNs), s.By.Count, s.Providers))],
                _failure);
        }

        double Ms(long ns) => Math.Max(0, ns - windowStartNs) / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProviderView view in _views.Skip(1))
        {
            await view.DisposeAsync().ConfigureAwait(false);
        }
        foreach (IDirectory directory in _directories)
        {
            await directory.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(string service, Func<CancellationToken, ValueTask<IDirectory>> open, CancellationToken stop)
    {
        try
        {
            IDirectory directory = await open(stop).ConfigureAwait(false);
            lock (_gate)
            {
                _directories.Add(directory);
            }
            Follow(await ProviderView.StartAsync(directory, service, clock: _clock, cancellation: stop).ConfigureAwait(false));
        }
        catch (Exception e) when (e is DirectoryException or OperationCanceledException)
        {
            _failure = e.Message;
        }
    }

    private void Follow(ProviderView view)
    {
        lock (_gate)
        {
            _views.Add(view);
        }
        view.Changed += () => Note(view);
        Note(view);
    }

    /// <summary>A consumer sees what it sees now; only the first time counts.</summary>
    private void Note(ProviderView view)
    {
        long nowNs = _clock.NowNs;
        IReadOnlyList<Provider> providers = view.Current.Providers;
        string membership = string.Join(' ', providers.Select(p => $"{p.Id}@{p.Epoch}"));
        lock (_gate)
        {
            if (!_seen.TryGetValue(membership, out Seen? seen))
            {
                _seen[membership] = seen = new Seen([.. providers.Select(p => p.Id)], nowNs);
            }
            if (seen.By.Add(view))
            {
                seen.LastNs = Math.Max(seen.LastNs, nowNs);
            }
        }
    }

    private sealed class Seen(IReadOnlyList<string> providers, long firstNs)
    {
        public IReadOnlyList<string> Providers => providers;

        public long FirstNs { get; } = firstNs;

        public long LastNs { get; set; } = firstNs;

        public HashSet<ProviderView> By { get; } = [];
    }
}
