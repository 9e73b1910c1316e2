namespace Bench.Harness.Calls;

/// <summary>A request under way on the server; reused as long as it was not cancelled.</summary>
internal sealed class ServerCall : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public ulong Correlation { get; set; }

    public long DeadlineNs { get; set; }

    public CancellationToken Token => _cancellation.Token;

    public bool IsCancelled => _cancellation.IsCancellationRequested;

    /// <summary>Tells the handler to give up, without waiting for what it does then.</summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    public void Dispose() => _cancellation.Dispose();
}
