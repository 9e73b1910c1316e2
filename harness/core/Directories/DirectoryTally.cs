using Bench.Harness.Time;

namespace Bench.Harness.Directories;

/// <summary>What clients ask a directory to do.</summary>
public enum DirectoryOperation
{
    /// <summary>A provider registers.</summary>
    Register,

    /// <summary>A provider renews its lease.</summary>
    Renew,

    /// <summary>A provider takes its record away.</summary>
    Remove,

    /// <summary>A consumer reads the list.</summary>
    List,

    /// <summary>A consumer waits for changes.</summary>
    Watch,
}

/// <summary>Keeps when which operation was asked for, across restarts of a directory; from any thread.</summary>
public sealed class DirectoryTally(Clock clock)
{
    // Ten thousand a second for ten seconds; whoever asks for more is told the beginning.
    private const int Most = 100_000;

    private readonly Lock _gate = new();
    private readonly List<(long AtNs, DirectoryOperation Operation)> _asked = [];

    /// <summary>What was asked for so far, ns of the clock, in order.</summary>
    public IReadOnlyList<(long AtNs, DirectoryOperation Operation)> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    internal void Count(DirectoryOperation operation)
    {
        lock (_gate)
        {
            if (_asked.Count < Most)
            {
                _asked.Add((clock.NowNs, operation));
            }
        }
    }
}

/// <summary>A directory's service that keeps a tally of what it is asked.</summary>
internal sealed class TalliedDirectoryService(IDirectoryService service, DirectoryTally tally) : IDirectoryService
{
    public ValueTask<RegisterReply> RegisterAsync(RegisterRequest request, CancellationToken cancellation)
    {
        tally.Count(DirectoryOperation.Register);
        return service.RegisterAsync(request, cancellation);
    }

    public ValueTask<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancellation)
    {
        tally.Count(DirectoryOperation.Renew);
        return service.RenewAsync(request, cancellation);
    }

    public ValueTask<RemoveReply> RemoveAsync(RemoveRequest request, CancellationToken cancellation)
    {
        tally.Count(DirectoryOperation.Remove);
        return service.RemoveAsync(request, cancellation);
    }

    public ValueTask<ListReply> ListAsync(ListRequest request, CancellationToken cancellation)
    {
        tally.Count(DirectoryOperation.List);
        return service.ListAsync(request, cancellation);
    }

    public ValueTask<ChangesReply> ChangesAsync(ChangesRequest request, CancellationToken cancellation)
    {
        tally.Count(DirectoryOperation.Watch);
        return service.ChangesAsync(request, cancellation);
    }
}
