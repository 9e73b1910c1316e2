using Bench.Harness.Load;
using Bench.Harness.Run;
using Bench.Harness.Time;
using Bench.Transports.Sockets;

namespace Bench.Transports.Floors;

/// <summary>A load over connections that outlive its calls, one for each line.</summary>
internal static class FloorLoad
{
    /// <summary>Opens the connections, runs the load, and closes them.</summary>
    /// <param name="target">What to call.</param>
    /// <param name="options">The load.</param>
    /// <param name="lines">Connections, over which the workers are spread.</param>
    /// <param name="drive">Drives the calls of one until there are no more.</param>
    /// <param name="observer">Told about the course; null for nobody.</param>
    /// <param name="stop">Ends the window now.</param>
    /// <param name="places">Places where their threads poll before they sleep; null to sleep at once.</param>
    /// <exception cref="Bench.Harness.Calls.ConnectException">A connection can't be opened.</exception>
    public static async Task<LoadResult> RunAsync(
        FloorTarget target, LoadOptions options, int lines, Func<FloorConnection, OrderedCalls, Task> drive, ILoadObserver? observer, CancellationToken stop, PollingPlaces? places = null)
    {
        FloorSockets sockets = await FloorSockets.OfAsync(target).ConfigureAwait(false);
        var connections = new List<FloorConnection>(lines);
        await using var sweeper = new Sweeper(target.Clock, SweepInterval(target));
        try
        {
            for (int i = 0; i < lines; i++)
            {
                var connection = FloorConnection.Open(target, sockets, WorkersOf(options) / lines, places);
                connections.Add(connection);
                sweeper.Add(connection);
            }
            return await LoadEngine.RunLinesAsync(options, lines, (line, calls, cancellation) => DriveAsync(connections[line], calls, drive, cancellation), observer, stop)
                .ConfigureAwait(false);
        }
        finally
        {
            foreach (FloorConnection connection in connections)
            {
                connection.Close();
            }
        }
    }

    /// <summary>Workers of a load.</summary>
    public static int WorkersOf(LoadOptions options) => ((ClosedLoad)options.Model).Workers;

    /// <summary>Time between looks at what is overdue: a twentieth of the deadline, 1 to 50 ms.</summary>
    public static TimeSpan SweepInterval(FloorTarget target) => TimeSpan.FromMilliseconds(Math.Clamp(target.Deadline.TotalMilliseconds / 20, 1, 50));

    private static async Task DriveAsync(FloorConnection connection, OrderedCalls calls, Func<FloorConnection, OrderedCalls, Task> drive, CancellationToken cancellation)
    {
        connection.Attend(calls);
        await using CancellationTokenRegistration cancelling = cancellation.UnsafeRegister(static c => ((FloorConnection)c!).Cancel(), connection);
        await drive(connection, calls).ConfigureAwait(false);
    }
}
