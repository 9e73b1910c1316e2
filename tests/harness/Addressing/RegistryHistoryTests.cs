using Bench.Harness.Addressing;
using Bench.Tests.Support;
using CsCheck;
using static Bench.Tests.Harness.Addressing.VirtualDirectory;

namespace Bench.Tests.Harness.Addressing;

/// <summary>Whatever happened before, once it is quiet everybody knows who is there.</summary>
public sealed class RegistryHistoryTests
{
    private const int Ids = 4;
    private const int Views = 3;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    private static readonly Gen<Step> Steps = Gen.Select(Gen.Enum<Happening>(), Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 4_000], (what, who, how, thenMs) => new Step(what, who, how, thenMs));

    [Fact]
    public Task Case54_after_random_histories_every_view_converges_to_the_live_set() =>
        Task.Run(() => Steps.Array[1, 40].SampleAsync(RunAsync, iter: 300));

    private static async Task RunAsync(Step[] steps)
    {
        var time = new VirtualTime();
        await using var directory = new VirtualDirectory(time);
        var world = new World(time, directory);
        await world.StartViewsAsync();
        foreach (Step step in steps)
        {
            await world.DoAsync(step);
            time.Advance(step.ThenMs);
        }
        world.HealAll();
        time.Advance(Quiet);

        Provider[] live = world.Live;
        Assert.Equal(live, directory.Listed);
        Assert.All(world.Alive, r => Assert.NotEqual(RegistrationState.Unregistered, r.State));
        Assert.All(world.Alive.Where(r => r.State == RegistrationState.Superseded), r => Assert.True(world.WasReplaced(r.Provider!)));
        Assert.All(world.Seen, view =>
        {
            Assert.Equal(live, view.Current.Providers);
            Assert.False(view.Current.IsStale || view.Current.IsGuarded);
        });
        await world.DisposeAsync();
        Assert.Empty(world.Offences);
    }

    internal enum Happening
    {
        Start,
        Stop,
        Kill,
        BreakProvider,
        HealProvider,
        BreakView,
        HealView,
        DeafenView,
        LoseData,
        Nothing,
    }

    internal sealed record Step(Happening What, int Who, int How, int ThenMs);

    /// <summary>Providers and views with a link each.</summary>
    private sealed class World(VirtualTime time, VirtualDirectory directory)
    {
        private readonly List<(ProviderRegistration Registration, Link Link)> _providers = [];
        private readonly List<(ProviderRegistration Registration, Link Link)> _dead = [];
        private readonly List<(ProviderView View, Link Link)> _views = [];
        private readonly HashSet<Provider> _registered = [];
        private int _port;

        /// <summary>What should never be seen, not even for a moment.</summary>
        public List<string> Offences { get; } = [];

        public IEnumerable<ProviderRegistration> Alive => _providers.Select(p => p.Registration);

        public IEnumerable<ProviderView> Seen => _views.Select(v => v.View);

        public Provider[] Live => [.. Alive.Where(r => r.State == RegistrationState.Registered).Select(r => r.Provider!).OrderBy(p => p.Id, StringComparer.Ordinal)];

        /// <summary>Whether a later registration of the id was another process's.</summary>
        public bool WasReplaced(Provider provider) => _registered.Any(p => p.Id == provider.Id && p.Epoch > provider.Epoch && p.Endpoint != provider.Endpoint);

        public async Task StartViewsAsync()
        {
            for (int i = 0; i < Views; i++)
            {
                Link link = directory.Connect();
                ProviderView view = await ProviderView.StartAsync(link, Service, clock: time.Clock);
                var epochs = new Dictionary<string, long>();
                view.Changed += () => Watch(view.Current, epochs);
                _views.Add((view, link));
            }
        }

        public async Task DoAsync(Step step)
        {
            var fault = (Fault)step.How;
            switch (step.What)
            {
                case Happening.Start:
                    await StartAsync(directory.Connect(), $"p{step.Who % Ids}", fault);
                    break;
                case Happening.Stop when Pick(step) is { Link: { Fault: Fault.None or Fault.Refused, Waiting: 0 } } stopped:
                    _providers.Remove(stopped);
                    await stopped.Registration.DisposeAsync();
                    break;
                case Happening.Kill when Pick(step) is { Link: not null } killed:
                    _providers.Remove(killed);
                    _dead.Add(killed);
                    killed.Link.Fault = Fault.Lost;
                    break;
                case Happening.BreakProvider when Pick(step) is { Link: not null } broken:
                    broken.Link.Fault = fault;
                    break;
                case Happening.HealProvider when Pick(step) is { Link: not null } healed:
                    healed.Link.Fault = Fault.None;
                    break;
                case Happening.BreakView:
                    _views[step.Who % Views].Link.Fault = fault;
                    break;
                case Happening.HealView:
                    _views[step.Who % Views].Link.Fault = Fault.None;
                    break;
                case Happening.DeafenView:
                    _views[step.Who % Views].Link.IsDeaf = step.How > 0;
                    break;
                case Happening.LoseData:
                    directory.LoseData();
                    break;
            }
            Note();
        }

        public void HealAll()
        {
            foreach (Link link in _providers.Select(p => p.Link).Concat(_views.Select(v => v.Link)))
            {
                link.Fault = Fault.None;
            }
            Note();
        }

        public async Task DisposeAsync()
        {
            _dead.ForEach(d => d.Link.Fault = Fault.Refused);
            time.Advance(TimeSpan.FromSeconds(1));
            foreach (IAsyncDisposable one in (IEnumerable<IAsyncDisposable>)[.. Seen, .. _providers.Concat(_dead).Select(p => p.Registration)])
            {
                await one.DisposeAsync();
            }
        }

        private async Task StartAsync(Link link, string id, Fault fault)
        {
            link.Fault = fault;
            Task<ProviderRegistration> starting = ProviderRegistration.StartAsync(link, Service, id, new Endpoint("tcp", "127.0.0.1", ++_port), clock: time.Clock);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(starting.IsCompleted);
            ProviderRegistration registration = await starting;
            _providers.Add((registration, link));
            registration.StateChanged += Note;
        }

        private (ProviderRegistration Registration, Link Link) Pick(Step step) => _providers.Count == 0 ? default : _providers[step.Who % _providers.Count];

        private void Note() => _registered.UnionWith(directory.Listed);

        private void Watch(ProviderSet set, Dictionary<string, long> epochs)
        {
            if (!set.Providers.Select(p => p.Id).SequenceEqual(set.Providers.Select(p => p.Id).Distinct().Order(StringComparer.Ordinal)))
            {
                Offences.Add($"not one per id in order: {string.Join(", ", set.Providers)}");
            }
            foreach (Provider provider in set.Providers)
            {
                if (provider.Epoch < epochs.GetValueOrDefault(provider.Id))
                {
                    Offences.Add($"{provider} after epoch {epochs[provider.Id]}");
                }
                epochs[provider.Id] = provider.Epoch;
            }
        }
    }
}
