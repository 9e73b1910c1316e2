using System.Text.Json;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>
/// A server's side of what the coordinating process says to it: lines that make it register, and the end of the input, which asks it to
/// deregister, finish its calls and end.
/// </summary>
public static class OwnedServer
{
    /// <summary>Follows the orders of the coordinating process until there are no more.</summary>
    /// <param name="nextLine">The next line of the input; null at its end.</param>
    /// <param name="write">Writes a line for the coordinating process.</param>
    /// <param name="plugs">Where directories are found.</param>
    public static async Task FollowAsync(Func<Task<string?>> nextLine, Action<string> write, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(nextLine);
        ArgumentNullException.ThrowIfNull(write);
        var announcements = new List<Announcement>();
        try
        {
            while (await nextLine().ConfigureAwait(false) is string line)
            {
                try
                {
                    Announcement announcement = await Announcement.MakeAsync(LaunchJson.FromLine<ServerOrder>(line), plugs, Clock.System).ConfigureAwait(false);
                    announcements.Add(announcement);
                    write($"{ServerOrder.Registered}{announcement.Epoch}");
                }
                catch (Exception e) when (e is DirectoryException or JsonException or ArgumentException or FormatException)
                {
                    write($"{ServerOrder.Failed}{e.Message}");
                }
            }
        }
        finally
        {
            foreach (Announcement announcement in announcements)
            {
                await announcement.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
