using System.Text.Json;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>
/// A server's side of what the coordinating process says to it: lines that make it register or fail requests, and the end of the input, which asks
/// it to deregister, finish its calls and end.
/// </summary>
public static class OwnedServer
{
    /// <summary>Follows the orders of the coordinating process until there are no more.</summary>
    /// <param name="server">The server.</param>
    /// <param name="nextLine">The next line of the input; null at its end.</param>
    /// <param name="write">Writes a line for the coordinating process.</param>
    /// <param name="plugs">Where directories are found.</param>
    public static async Task FollowAsync(BenchServer server, Func<Task<string?>> nextLine, Action<string> write, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(nextLine);
        ArgumentNullException.ThrowIfNull(write);
        var announcements = new List<Announcement>();
        try
        {
            while (await nextLine().ConfigureAwait(false) is string line)
            {
                write(LaunchJson.ToLine(await AnswerAsync(server, line, announcements, plugs).ConfigureAwait(false)));
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

    private static async Task<ServerAnswer> AnswerAsync(BenchServer server, string line, List<Announcement> announcements, PlugCatalog plugs)
    {
        try
        {
            ServerOrder order = LaunchJson.FromLine<ServerOrder>(line);
            if (order.Fail is { } fail)
            {
                server.Failures = fail.Share > 0 ? new InjectedFailures(fail.Share, fail.Seed) : null;
            }
            if (order.Register is not { } register)
            {
                return new ServerAnswer();
            }
            Announcement announcement = await Announcement.MakeAsync(register, plugs, Clock.System).ConfigureAwait(false);
            announcements.Add(announcement);
            return new ServerAnswer(announcement.AskedNs);
        }
        catch (Exception e) when (e is DirectoryException or JsonException or ArgumentException or FormatException)
        {
            return new ServerAnswer(Failure: e.Message);
        }
    }
}
