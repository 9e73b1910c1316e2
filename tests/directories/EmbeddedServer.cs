using System.Collections.Concurrent;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Directories;
using Bench.Harness.Time;
using Bench.Transports.Carriers;

namespace Bench.Tests.Directories;

/// <summary>The embedded directory over TCP, in the process of the tests.</summary>
internal sealed class EmbeddedServer : IDirectoryServer
{
    private Endpoint _endpoint = new("tcp", "127.0.0.1");
    private EmbeddedDirectoryHost? _host;
    private Meddler? _meddler;

    public string Kind => "embedded";

    public DirectoryAddress Address => new(Kind, [_endpoint]);

    public async Task StartAsync()
    {
        _host = await EmbeddedDirectoryHost.StartAsync(
            new TcpCarrier(), _endpoint, new EmittedBinding(), null, table => _meddler = new Meddler(new DirectoryService(table)), CancellationToken.None);
        _endpoint = _host.Address.Servers[0];
    }

    public async Task StopAsync() => await _host!.DisposeAsync();

    public Task PlantAsync(string service, string record)
    {
        _meddler!.Planted.Add((service, record));
        return Task.CompletedTask;
    }

    public Task DropWatchesAsync()
    {
        _meddler!.Drop();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Stands in front of the directory, which would not take a bad record and does not lose a watch.</summary>
    private sealed class Meddler(IDirectoryService inner) : IDirectoryService
    {
        private static readonly long DeafNs = Clock.ToNs(TimeSpan.FromSeconds(2));

        private TaskCompletionSource _dropping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _deafUntilNs;

        public ConcurrentBag<(string Service, string Record)> Planted { get; } = [];

        public void Drop()
        {
            Volatile.Write(ref _deafUntilNs, Clock.System.NowNs + DeafNs);
            Interlocked.Exchange(ref _dropping, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        public ValueTask<RegisterReply> RegisterAsync(RegisterRequest request, CancellationToken cancellation) => inner.RegisterAsync(request, cancellation);

        public ValueTask<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancellation) => inner.RenewAsync(request, cancellation);

        public ValueTask<RemoveReply> RemoveAsync(RemoveRequest request, CancellationToken cancellation) => inner.RemoveAsync(request, cancellation);

        public async ValueTask<ListReply> ListAsync(ListRequest request, CancellationToken cancellation)
        {
            ListReply reply = await inner.ListAsync(request, cancellation);
            return new ListReply([.. Planted.Where(p => p.Service == request.Service).Select(p => p.Record), .. reply.Records]);
        }

        public async ValueTask<ChangesReply> ChangesAsync(ChangesRequest request, CancellationToken cancellation)
        {
            Task dropped = Volatile.Read(ref _dropping).Task;
            Task<ChangesReply> answer = inner.ChangesAsync(request, cancellation).AsTask();
            return Clock.System.NowNs >= Volatile.Read(ref _deafUntilNs) && await Task.WhenAny(answer, dropped) == answer
                ? await answer
                : throw new IOException("no watches now");
        }
    }
}
