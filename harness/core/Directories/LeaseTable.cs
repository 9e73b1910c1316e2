using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Harness.Directories;

/// <summary>
/// Records with leases, in memory. Leases run by the monotonic clock, and time in which the process itself stood still does not count: nobody
/// could renew then. Epochs and versions are drawn from one counter that starts at the wall clock's µs, so that they go on rising
/// when a new table takes over from one that is lost, and whoever knows a version of that one learns that it is over. Members may be
/// called from any thread.
/// </summary>
internal sealed class LeaseTable : ISweepable
{
    /// <summary>Time between sweeps for which the table is made: expiries are told within it.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Most services, watched or provided.</summary>
    public const int MaxServices = 10_000;

    /// <summary>Most records of all services together.</summary>
    public const int MaxRecords = 100_000;

    // Twenty sweeps missed: nothing else in the process ran either.
    private static readonly long StandstillNs = 20 * Clock.ToNs(SweepInterval);

    private readonly Clock _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Service> _services = new(StringComparer.Ordinal);
    private readonly long _origin;
    private long _counter;
    private int _records;
    private long _seenNs;
    private long _earliestNs = long.MaxValue;
    private bool _closed;

    public LeaseTable(Clock clock)
    {
        _clock = clock;
        _origin = _counter = clock.UtcNow.ToUnixTimeMilliseconds() * 1_000;
        _seenNs = clock.NowNs;
    }

    /// <summary>Makes a record in place of any older one of the id.</summary>
    /// <returns>The provider with its epoch.</returns>
    /// <exception cref="InvalidOperationException">The table is full.</exception>
    public Provider Register(string service, string id, Endpoint endpoint, TimeSpan lease)
    {
        lock (_gate)
        {
            long now = Advance(_clock.NowNs);
            Service of = Of(service);
            if (!of.Leases.ContainsKey(id) && ++_records > MaxRecords)
            {
                _records--;
                throw new InvalidOperationException($"The directory holds {MaxRecords} records, as many as it can.");
            }
            var provider = new Provider(id, ++_counter, endpoint);
            of.Leases[id] = new Lease(provider, now + Clock.ToNs(lease));
            _earliestNs = Math.Min(_earliestNs, now + Clock.ToNs(lease));
            Move(of);
            return provider;
        }
    }

    /// <summary>Lets a lease begin anew.</summary>
    public LeaseState Renew(string service, string id, long epoch, TimeSpan lease)
    {
        lock (_gate)
        {
            long now = Advance(_clock.NowNs);
            if (_services.GetValueOrDefault(service)?.Leases.GetValueOrDefault(id) is not { } held)
            {
                return LeaseState.Gone;
            }
            if (held.Provider.Epoch != epoch)
            {
                return held.Provider.Epoch > epoch ? LeaseState.Superseded : LeaseState.Gone;
            }
            held.UntilNs = now + Clock.ToNs(lease);
            _earliestNs = Math.Min(_earliestNs, held.UntilNs);
            return LeaseState.Renewed;
        }
    }

    /// <summary>Takes a record away if it is that epoch's.</summary>
    public void Remove(string service, string id, long epoch)
    {
        lock (_gate)
        {
            Advance(_clock.NowNs);
            if (_services.TryGetValue(service, out Service? of) && of.Leases.TryGetValue(id, out Lease? held) && held.Provider.Epoch == epoch)
            {
                of.Leases.Remove(id);
                _records--;
                Move(of);
            }
        }
    }

    /// <summary>The records of a service.</summary>
    public IReadOnlyList<string> List(string service)
    {
        lock (_gate)
        {
            Advance(_clock.NowNs);
            return _services.TryGetValue(service, out Service? of) ? [.. of.Leases.Values.Select(l => l.Record)] : [];
        }
    }

    /// <summary>Which change of the table was the service's last; the table's beginning if there was none.</summary>
    public long Version(string service)
    {
        lock (_gate)
        {
            Advance(_clock.NowNs);
            return _services.GetValueOrDefault(service)?.Version ?? _origin;
        }
    }

    /// <summary>Waits until the version of a service is another one, for a time at most.</summary>
    /// <returns>The version then.</returns>
    /// <exception cref="InvalidOperationException">The table is full, or closed meanwhile.</exception>
    public async ValueTask<long> ChangesAsync(string service, long since, TimeSpan hold, CancellationToken cancellation)
    {
        Task moved;
        lock (_gate)
        {
            Advance(_clock.NowNs);
            Service of = Of(service);
            if (of.Version != since)
            {
                return of.Version;
            }
            moved = of.Moved.Task;
        }
        await moved.WaitAsync(hold, _clock.Provider, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        return Volatile.Read(ref _closed) ? throw new InvalidOperationException("The directory is closing.") : Version(service);
    }

    /// <summary>Lets everybody go who waits for a change.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (Service service in _services.Values)
            {
                service.Moved.TrySetResult();
            }
        }
    }

    /// <inheritdoc/>
    public void Sweep(long nowNs)
    {
        lock (_gate)
        {
            Advance(nowNs);
        }
    }

    /// <summary>Ends the leases that are over.</summary>
    private long Advance(long nowNs)
    {
        long stoodNs = nowNs - _seenNs > StandstillNs ? nowNs - _seenNs : 0;
        _seenNs = Math.Max(_seenNs, nowNs);
        if (stoodNs == 0 && nowNs < _earliestNs)
        {
            return nowNs;
        }
        _earliestNs = long.MaxValue;
        foreach (Service service in _services.Values)
        {
            int before = service.Leases.Count;
            foreach ((string id, Lease lease) in service.Leases)
            {
                lease.UntilNs += stoodNs;
                if (lease.UntilNs <= nowNs)
                {
                    service.Leases.Remove(id);
                }
                else
                {
                    _earliestNs = Math.Min(_earliestNs, lease.UntilNs);
                }
            }
            if (service.Leases.Count < before)
            {
                _records -= before - service.Leases.Count;
                Move(service);
            }
        }
        return nowNs;
    }

    private Service Of(string name)
    {
        if (!_services.TryGetValue(name, out Service? service))
        {
            service = _services.Count < MaxServices
                ? new Service { Version = _origin }
                : throw new InvalidOperationException($"The directory knows {MaxServices} services, as many as it can.");
            _services.Add(name, service);
        }
        return service;
    }

    private void Move(Service service)
    {
        service.Version = ++_counter;
        TaskCompletionSource moved = service.Moved;
        service.Moved = NewSignal();
        moved.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Service
    {
        public Dictionary<string, Lease> Leases { get; } = new(StringComparer.Ordinal);

        public required long Version { get; set; }

        public TaskCompletionSource Moved { get; set; } = NewSignal();
    }

    private sealed class Lease(Provider provider, long untilNs)
    {
        public Provider Provider => provider;

        public string Record { get; } = provider.ToRecord();

        public long UntilNs { get; set; } = untilNs;
    }
}
