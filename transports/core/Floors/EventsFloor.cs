using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Load;
using Bench.Harness.Run;

namespace Bench.Transports.Floors;

/// <summary>
/// Ping-pong over a connection for each worker, on socket events: on the thread pool, or on the runtime's own event threads where
/// <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1</c> is in the environment.
/// </summary>
public sealed class EventsFloor : IFloor
{
    /// <inheritdoc/>
    public string Name => "floor-events";

    /// <inheritdoc/>
    public string Summary => "bare sockets: ping-pong, a connection per worker, on socket events";

    /// <inheritdoc/>
    public int Rank => 101;

    /// <inheritdoc/>
    public string Strategy => "pooled";

    /// <inheritdoc/>
    public string Setup => "asynchronous sockets, a connection per worker";

    /// <inheritdoc/>
    public int MaxWorkers => 10_000;

    /// <inheritdoc/>
    public bool IsLongLived => true;

    /// <inheritdoc/>
    public int? Budget(ClientOptions options) => null;

    /// <inheritdoc/>
    public bool Runs(ICarrier carrier) => FloorSockets.Are(carrier);

    /// <inheritdoc/>
    public ValueTask<IServedEndpoint> ServeAsync(ServedScenario served, ICarrier carrier, Endpoint endpoint, CancellationToken cancellation) =>
        FloorServer.StartAsync(served, carrier, endpoint, ServeAsync, cancellation);

    /// <inheritdoc/>
    public Task<LoadResult> DriveAsync(FloorTarget target, LoadOptions options, ILoadObserver? observer, CancellationToken stop) =>
        FloorLoad.RunAsync(target, options, FloorLoad.WorkersOf(options), DriveLineAsync, observer, stop);

    // One method without others awaited in it: each of them would be paid for by every call.
    private static async Task DriveLineAsync(FloorConnection connection, OrderedCalls calls)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Socket socket = connection.Socket;
        try
        {
            int due = calls.Next(0);
            while (calls.InFlight > 0)
            {
                connection.Add(due);
                while (!connection.Unsent.IsEmpty)
                {
                    connection.Wrote(await socket.SendAsync(connection.Unsent, SocketFlags.None, CancellationToken.None).ConfigureAwait(false));
                }
                int answered;
                do
                {
                    answered = connection.Read(await socket.ReceiveAsync(connection.Room, SocketFlags.None, CancellationToken.None).ConfigureAwait(false));
                }
                while (answered == 0);
                due = calls.Next(answered);
            }
        }
        catch (Exception e)
        {
            calls.End(connection.Break(e));
        }
    }

    /// <summary>Serves a connection to its end.</summary>
    internal static async Task ServeAsync(Socket socket, ServedMessages messages)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int bytes;
        while ((bytes = await socket.ReceiveAsync(messages.Room, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)) > 0 && messages.Read(bytes))
        {
            while (!messages.Unsent.IsEmpty)
            {
                messages.Wrote(await socket.SendAsync(messages.Unsent, SocketFlags.None, CancellationToken.None).ConfigureAwait(false));
            }
        }
    }
}
