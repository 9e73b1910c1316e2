using Bench.Harness.Addressing;
using Bench.Harness.Directories;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Addressing;

/// <summary>A directory in virtual time that answers at once, over links that a test can break.</summary>
internal sealed class VirtualDirectory : ISweepable, IAsyncDisposable
{
    public const string Service = "Bench.Tests.IProbe";

    private readonly VirtualTime _time;
    private readonly Sweeper _sweeper;
    private readonly List<Link> _links = [];

    public VirtualDirectory(VirtualTime time)
    {
        _time = time;
        Table = new LeaseTable(time.Clock);
        _sweeper = new Sweeper(time.Clock, LeaseTable.SweepInterval);
        _sweeper.Add(this);
    }

    public LeaseTable Table { get; private set; }

    /// <summary>What the directory lists.</summary>
    public IEnumerable<Provider> Listed => Table.List(Service).Select(r => Provider.FromRecord(r)!).OrderBy(p => p.Id, StringComparer.Ordinal);

    public Link Connect()
    {
        var link = new Link(this, _time);
        _links.Add(link);
        return link;
    }

    /// <summary>The directory starts anew, empty.</summary>
    public void LoseData()
    {
        Table = new LeaseTable(_time.Clock);
        Tell();
    }

    public void Sweep(long nowNs)
    {
        Table.Sweep(nowNs);
        Tell();
    }

    public ValueTask DisposeAsync() => _sweeper.DisposeAsync();

    private void Tell()
    {
        foreach (Link link in _links)
        {
            link.Tell();
        }
    }

    /// <summary>What becomes of what is sent over a link.</summary>
    public enum Fault
    {
        None,

        /// <summary>Fails at once.</summary>
        Refused,

        /// <summary>Is lost, and not answered.</summary>
        Lost,

        /// <summary>Is not answered, but carried out once the link is well again: a directory that stands still.</summary>
        Late,
    }

    /// <summary>One client's link.</summary>
    public sealed class Link(VirtualDirectory directory, VirtualTime time) : IDirectory
    {
        private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

        private readonly List<Watch> _watches = [];
        private readonly List<Action> _late = [];
        private Fault _fault;

        /// <summary>Calls so far, failed ones included.</summary>
        public int Calls { get; private set; }

        public int Registrations { get; private set; }

        /// <summary>Calls that are not answered yet.</summary>
        public int Waiting { get; private set; }

        /// <summary>Whether hints are dropped though everything else works.</summary>
        public bool IsDeaf { get; set; }

        /// <summary>What happens to a list after it has been read and before it is answered.</summary>
        public Action? AfterList { get; set; }

        public Fault Fault
        {
            get => _fault;
            set
            {
                _fault = value;
                if (value == Fault.None)
                {
                    _late.ForEach(carryOut => carryOut());
                    _late.Clear();
                    _watches.ForEach(w => w.Version = -1);
                    directory.Tell();
                }
            }
        }

        public ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
        {
            Registrations++;
            return SendAsync(() => directory.Table.Register(service, id, endpoint, lease), cancellation);
        }

        public ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation) =>
            SendAsync(() => directory.Table.Renew(service, provider.Id, provider.Epoch, lease), cancellation);

        public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation) => await SendAsync(
            () =>
            {
                directory.Table.Remove(service, provider.Id, provider.Epoch);
                return true;
            },
            cancellation);

        public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation)
        {
            IReadOnlyList<string> records = await SendAsync(() => directory.Table.List(service), cancellation).ConfigureAwait(false);
            Action? after = AfterList;
            AfterList = null;
            after?.Invoke();
            return records;
        }

        public ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation) => SendAsync<IAsyncDisposable>(
            () =>
            {
                var watch = new Watch(changed, _watches) { Version = directory.Table.Version(service) };
                _watches.Add(watch);
                return watch;
            },
            cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void Tell()
        {
            if (_fault != Fault.None)
            {
                return;
            }
            long version = directory.Table.Version(Service);
            foreach (Watch watch in _watches.Where(w => w.Version != version).ToArray())
            {
                watch.Version = version;
                if (!IsDeaf)
                {
                    watch.Changed();
                }
            }
        }

        private async ValueTask<T> SendAsync<T>(Func<T> carryOut, CancellationToken cancellation)
        {
            Calls++;
            switch (_fault)
            {
                case Fault.Refused:
                    throw new DirectoryException("The directory is away.");
                case Fault.Lost or Fault.Late:
                    if (_fault == Fault.Late)
                    {
                        _late.Add(() => carryOut());
                    }
                    await NoAnswerAsync(cancellation).ConfigureAwait(false);
                    throw new DirectoryException("The directory did not answer.");
                default:
                    T answer = carryOut();
                    directory.Tell();
                    return answer;
            }
        }

        /// <summary>Unlike a cancelled delay, goes on within the cancellation itself.</summary>
        private async Task NoAnswerAsync(CancellationToken cancellation)
        {
            var over = new TaskCompletionSource();
            await using ITimer limit = time.CreateTimer(_ => over.TrySetResult(), null, AnswerTimeout, Timeout.InfiniteTimeSpan);
            await using CancellationTokenRegistration cancelled = cancellation.UnsafeRegister((_, token) => over.TrySetCanceled(token), null);
            Waiting++;
            try
            {
                await over.Task.ConfigureAwait(false);
            }
            finally
            {
                Waiting--;
            }
        }

        private sealed class Watch(Action changed, List<Watch> watches) : IAsyncDisposable
        {
            public Action Changed => changed;

            public long Version { get; set; }

            public ValueTask DisposeAsync()
            {
                watches.Remove(this);
                return ValueTask.CompletedTask;
            }
        }
    }
}
