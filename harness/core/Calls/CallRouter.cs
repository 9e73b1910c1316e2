using Bench.Harness.Addressing;
using Bench.Harness.Outcome;
using Bench.Harness.Time;

namespace Bench.Harness.Calls;

/// <summary>
/// Chooses for each call one of the providers known at that moment. Providers that vanish finish the calls under way; providers that
/// fail are left out for a while, unless there is no other.
/// </summary>
internal sealed class CallRouter : ISweepable, IAsyncDisposable
{
    // So many registrations are remembered for the record of a run; a provider that flaps for days must not fill the memory.
    private const int UsesKept = 1_000;

    private readonly IProviderSource _providers;
    private readonly string _service;
    private readonly Func<Provider, IConnectionSource> _open;
    private readonly IBalancer _balancer;
    private readonly Clock _clock;
    private readonly Sweeper _sweeper;
    private readonly Lock _gate = new();
    private readonly List<CallRoute> _used = [];
    private CallRoute[] _routes = [];
    private Candidates _candidates = new([]);
    private long _nextReturnNs = long.MaxValue;
    private bool _closed;

    public CallRouter(IProviderSource providers, string service, Func<Provider, IConnectionSource> open, IBalancer balancer, EjectionOptions ejection, Clock clock, Sweeper sweeper)
    {
        _providers = providers;
        _service = service;
        _open = open;
        _balancer = balancer;
        Ejection = ejection;
        _clock = clock;
        _sweeper = sweeper;
        providers.Changed += Follow;
        sweeper.Add(this);
        Follow();
    }

    public EjectionOptions Ejection { get; }

    public long NowNs => _clock.NowNs;

    /// <summary>What every provider was used for so far.</summary>
    public IReadOnlyList<ProviderUse> Uses
    {
        get
        {
            lock (_gate)
            {
                return [.. _used.Select(r => r.Use)];
            }
        }
    }

    /// <summary>The way that a call is to go. Null if there is none: the call has ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ticket">Its ticket.</param>
    /// <param name="avoided">The provider of another attempt: a different one is preferred.</param>
    public CallRoute? Choose(OutgoingCall call, long ticket, CallRoute? avoided)
    {
        while (Pick(avoided) is CallRoute route)
        {
            if (route.TryTake(call))
            {
                return route;
            }
        }
        call.End(ticket, _closed ? CallOutcome.Cancelled : CallOutcome.Failed(ErrorKind.NoProvider, WhyNone()));
        return null;
    }

    /// <summary>Leaves a failing provider out for a while.</summary>
    /// <param name="route">The way to it.</param>
    /// <param name="ejectionsBefore">How often it was left out without a good call in between.</param>
    public void Eject(CallRoute route, int ejectionsBefore)
    {
        double seconds = Math.Min(Ejection.Time.TotalSeconds * Math.Pow(2, Math.Min(ejectionsBefore, 32)), Ejection.LongestTime.TotalSeconds);
        lock (_gate)
        {
            route.EjectedUntilNs = NowNs + (long)(seconds * 1e9);
            Choose();
        }
    }

    public void Sweep(long nowNs)
    {
        if (nowNs < Volatile.Read(ref _nextReturnNs))
        {
            return;
        }
        lock (_gate)
        {
            foreach (CallRoute route in _routes.Where(r => r.EjectedUntilNs <= nowNs))
            {
                route.EjectedUntilNs = 0;
            }
            Choose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _providers.Changed -= Follow;
        _sweeper.Remove(this);
        CallRoute[] all;
        lock (_gate)
        {
            _closed = true;
            all = [.. _used.Union(_routes)];
            _routes = [];
            Choose();
        }
        foreach (CallRoute route in all)
        {
            await route.DisposeAsync().ConfigureAwait(false);
        }
    }

    private CallRoute? Pick(CallRoute? avoided)
    {
        Candidates candidates = Volatile.Read(ref _candidates);
        switch (candidates.Count)
        {
            case 0:
                return null;
            case 1:
                return candidates[0];
            default:
                int picked = _balancer.Pick(candidates);
                return candidates[picked] == avoided ? candidates[(picked + 1) % candidates.Count] : candidates[picked];
        }
    }

    /// <summary>Takes over the providers as they are now known.</summary>
    private void Follow()
    {
        CallRoute[] retired;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }
            IReadOnlyList<Provider> providers = _providers.Current.Providers;
            retired = [.. _routes.Where(r => !providers.Contains(r.Provider))];
            _routes = [.. providers.Select(p => Array.Find(_routes, r => r.Provider == p) ?? Open(p))];
            Choose();
        }
        foreach (CallRoute route in retired)
        {
            route.Retire();
        }
    }

    private CallRoute Open(Provider provider)
    {
        var route = new CallRoute(provider, _open(provider), this);
        if (_used.Count == UsesKept)
        {
            _used.RemoveAt(_used.FindIndex(r => !_routes.Contains(r)) is int unused and >= 0 ? unused : 0);
        }
        _used.Add(route);
        return route;
    }

    /// <summary>Settles who can be picked now. Under the lock.</summary>
    private void Choose()
    {
        CallRoute[] well = [.. _routes.Where(r => r.EjectedUntilNs == 0)];
        CallRoute[] ejected = [.. _routes.Where(r => r.EjectedUntilNs != 0)];
        Volatile.Write(ref _nextReturnNs, ejected.Length == 0 ? long.MaxValue : ejected.Min(r => r.EjectedUntilNs));
        Volatile.Write(ref _candidates, new Candidates(well.Length > 0 ? well : _routes));
    }

    private string WhyNone()
    {
        ProviderSet known = _providers.Current;
        return known.IsStale
            ? $"no provider of {_service} is known, and the directory can't be reached"
            : $"no provider of {_service} is registered: start one, or look whether it can reach the directory";
    }

    private sealed class Candidates(CallRoute[] routes) : ICandidates
    {
        public int Count => routes.Length;

        public CallRoute this[int index] => routes[index];

        public int Pending(int index) => routes[index].Pending;
    }
}
