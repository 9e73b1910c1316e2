using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Transports.Floors;

/// <summary>A server whose connections outlive their calls: each is served by itself, to its end.</summary>
internal sealed class FloorServer : IServedEndpoint
{
    // Out of file handles, most likely: wait for connections to close.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(20);

    private readonly FloorListener _listener;
    private readonly ServedScenario _served;
    private readonly Func<Socket, ServedMessages, Task> _serve;
    private readonly Task _accepting;

    private FloorServer(FloorListener listener, ServedScenario served, Func<Socket, ServedMessages, Task> serve)
    {
        _listener = listener;
        _served = served;
        _serve = serve;
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public Endpoint Endpoint => _listener.Endpoint;

    /// <summary>Starts to serve.</summary>
    /// <param name="served">Counts what is handled.</param>
    /// <param name="carrier">What carries the bytes.</param>
    /// <param name="endpoint">Where to listen.</param>
    /// <param name="serve">Serves a connection to its end; returns at once.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectException">It can't listen there.</exception>
    public static async ValueTask<IServedEndpoint> StartAsync(
        ServedScenario served, ICarrier carrier, Endpoint endpoint, Func<Socket, ServedMessages, Task> serve, CancellationToken cancellation) =>
        new FloorServer(await FloorListener.StartAsync(carrier, endpoint, cancellation).ConfigureAwait(false), served, serve);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_listener.IsClosed)
        {
            try
            {
                Socket accepted = await _listener.Socket.AcceptAsync().ConfigureAwait(false);
                if (_listener.TryKeep(accepted))
                {
                    serving.RemoveAll(s => s.IsCompleted);
                    serving.Add(ServeAsync(accepted));
                }
            }
            catch (ObjectDisposedException)
            {
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(AcceptPause).ConfigureAwait(false);
            }
        }
        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task ServeAsync(Socket accepted)
    {
        try
        {
            if (accepted.ProtocolType == ProtocolType.Tcp)
            {
                accepted.NoDelay = true;
            }
            await _serve(accepted, new ServedMessages(_served)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone, or the server is being closed: nothing is left to do here.
        }
        _listener.Close(accepted);
    }
}
