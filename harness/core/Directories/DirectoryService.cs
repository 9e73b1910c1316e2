using Bench.Harness.Addressing;

namespace Bench.Harness.Directories;

/// <summary>Answers for a lease table, and takes nothing from a request on trust.</summary>
internal sealed class DirectoryService(LeaseTable table) : IDirectoryService
{
    private const int MaxServiceLength = 256;
    private static readonly TimeSpan MaxLease = TimeSpan.FromHours(1);
    private static readonly TimeSpan MaxHold = TimeSpan.FromSeconds(30);

    public ValueTask<RegisterReply> RegisterAsync(RegisterRequest request, CancellationToken cancellation)
    {
        if (!Provider.IsId(request.Id))
        {
            throw new ArgumentException("the id is none: use 1 to 128 letters, digits, '.', '_' or '-'");
        }
        if (!Endpoint.TryParse(request.Endpoint, out Endpoint? endpoint) || !Provider.CanBeListed(endpoint))
        {
            throw new ArgumentException("the endpoint can't be listed: use HOST:PORT or unix:PATH in plain characters");
        }
        Provider provider = table.Register(Service(request.Service), request.Id, endpoint, Lease(request.Lease));
        return new ValueTask<RegisterReply>(new RegisterReply(provider.Epoch));
    }

    public ValueTask<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancellation) =>
        new(new RenewReply(table.Renew(Service(request.Service), request.Id ?? "", request.Epoch, Lease(request.Lease))));

    public ValueTask<RemoveReply> RemoveAsync(RemoveRequest request, CancellationToken cancellation)
    {
        table.Remove(Service(request.Service), request.Id ?? "", request.Epoch);
        return new ValueTask<RemoveReply>(new RemoveReply());
    }

    public ValueTask<ListReply> ListAsync(ListRequest request, CancellationToken cancellation) => new(new ListReply(table.List(Service(request.Service))));

    public async ValueTask<ChangesReply> ChangesAsync(ChangesRequest request, CancellationToken cancellation)
    {
        TimeSpan hold = request.Hold < TimeSpan.Zero ? TimeSpan.Zero : request.Hold > MaxHold ? MaxHold : request.Hold;
        return new ChangesReply(await table.ChangesAsync(Service(request.Service), request.Since, hold, cancellation).ConfigureAwait(false));
    }

    private static string Service(string? name) => name is { Length: > 0 and <= MaxServiceLength }
        ? name
        : throw new ArgumentException($"the name of the service has {name?.Length ?? 0} characters: use 1 to {MaxServiceLength}");

    private static TimeSpan Lease(TimeSpan lease) => lease > TimeSpan.Zero && lease <= MaxLease
        ? lease
        : throw new ArgumentException($"a lease of {lease.TotalSeconds:0.###} s can't be: use more than 0, at most {MaxLease.TotalHours:0} h");
}
