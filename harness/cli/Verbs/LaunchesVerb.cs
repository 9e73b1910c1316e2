using System.CommandLine;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Bench.Cli.Terminal;
using Bench.Harness.Catalog;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Cli.Verbs;

/// <summary>A build that is compared with another, started by <c>ab</c>: says which cells a plan has, then launches those it is told to. Not for people.</summary>
internal static class LaunchesVerb
{
    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var plan = new Argument<string>("plan");
        var command = new Command(BuildArm.Verb, "Started by 'ab' for each build.") { plan };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            using PosixSignalRegistration ignored = Interruption.IgnoreTerminal();
            using var stop = new CancellationTokenSource();
            ChannelReader<string> orders = OrdersOf(new InputLines(), stop);
            var matrix = CellMatrix.Of(ShippedPlans.Find(parsed.GetValue(plan)!), plugs);
            await new BuildServant(new ProcessLauncher(plugs, Clock.System), Clock.System)
                .ServeAsync(matrix, async () => await orders.WaitToReadAsync().ConfigureAwait(false) && orders.TryRead(out string? line) ? line : null, streams.Out.WriteLine, stop.Token)
                .ConfigureAwait(false);
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>The lines of the input. Its end also ends a launch that is under way: whoever asked for it has gone.</summary>
    private static ChannelReader<string> OrdersOf(InputLines input, CancellationTokenSource stop)
    {
        var orders = Channel.CreateUnbounded<string>();
        _ = PassOnAsync();
        return orders.Reader;

        async Task PassOnAsync()
        {
            while (await input.NextAsync().ConfigureAwait(false) is string line)
            {
                orders.Writer.TryWrite(line);
            }
            orders.Writer.Complete();
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }
}
