using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Floors;

/// <summary>A server whose connections bring one call each: threads accept a connection and serve it to its end, without handing it on.</summary>
internal sealed class ConnectServer : IServedEndpoint
{
    // A client that was accepted and not yet run holds up one of them: enough for the others to go on.
    private const int FewestThreads = 16;
    private const int ThreadsPerCore = 4;

    // One that says nothing for so long is gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FloorListener _listener;
    private readonly ServedScenario _served;
    private readonly TaskCompletionSource[] _ended;

    public ConnectServer(FloorListener listener, ServedScenario served)
    {
        _listener = listener;
        _served = served;
        _ended = [.. Enumerable.Range(0, Math.Max(FewestThreads, ThreadsPerCore * Environment.ProcessorCount))
            .Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        foreach (TaskCompletionSource ended in _ended)
        {
            BlockingLine.StartThread(() => Run(ended), "floor server");
        }
    }

    /// <inheritdoc/>
    public Endpoint Endpoint => _listener.Endpoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Task.WhenAll(_ended.Select(e => e.Task)).ConfigureAwait(false);
    }

    private void Run(TaskCompletionSource ended)
    {
        var messages = new ServedMessages(_served);
        while (!_listener.IsClosed)
        {
            ServeNext(messages);
        }
        ended.SetResult();
    }

    private void ServeNext(ServedMessages messages)
    {
        Socket accepted;
        try
        {
            accepted = _listener.Socket.Accept();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed, as is seen next; or out of file handles, which come back with the connections that others serve.
            Thread.Yield();
            return;
        }
        if (!_listener.TryKeep(accepted))
        {
            return;
        }
        accepted.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        messages.Reset();
        BlockingService.Serve(accepted, messages);
        _listener.Close(accepted);
    }
}
