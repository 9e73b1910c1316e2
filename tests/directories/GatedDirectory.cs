using Bench.Harness.Addressing;

namespace Bench.Tests.Directories;

/// <summary>
/// A provider's directory as far as its process is alive: while it is stopped nothing is sent, and what was meant to be waits. A process that
/// is never continued is a killed one: it takes nothing away, and nothing is renewed.
/// </summary>
internal sealed class GatedDirectory(IDirectory inner) : IDirectory
{
    private volatile TaskCompletionSource? _stopped;

    public void Stop() => _stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Continue()
    {
        TaskCompletionSource? stopped = _stopped;
        _stopped = null;
        stopped?.SetResult();
    }

    public async ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await inner.RegisterAsync(service, id, endpoint, lease, cancellation);
    }

    public async ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await inner.RenewAsync(service, provider, lease, cancellation);
    }

    public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        await inner.RemoveAsync(service, provider, cancellation);
    }

    public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await inner.ListAsync(service, cancellation);
    }

    public async ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation)
    {
        await PassAsync(cancellation);
        return await inner.WatchAsync(service, changed, cancellation);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task PassAsync(CancellationToken cancellation) => _stopped?.Task.WaitAsync(cancellation) ?? Task.CompletedTask;
}
