using System.CommandLine;
using System.Runtime.InteropServices;
using Bench.Cli.Terminal;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Links;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Transports.Links;

namespace Bench.Cli.Verbs;

/// <summary>The links of a launch, started by <c>run</c>: reads orders as lines and answers each with a line. Not for people.</summary>
internal static class RelayVerb
{
    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var link = new Option<string>("--link") { Required = true };
        var seed = new Option<ulong>("--seed") { Required = true };
        var command = new Command(ProcessLauncher.RelayVerb, "Started by 'run' for each launch over a link.") { link, seed };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            using PosixSignalRegistration ignored = Interruption.IgnoreTerminal();
            var profile = LinkProfile.Parse(parsed.GetValue(link)!, plugs);
            var links = new List<LinkRelay>();
            var input = new InputLines();
            try
            {
                while (await input.NextAsync().ConfigureAwait(false) is string line)
                {
                    RelayAnswer answer = await AnswerAsync(LaunchJson.FromLine<RelayOrder>(line), links, profile, parsed.GetValue(seed)).ConfigureAwait(false);
                    streams.Out.WriteLine(LaunchJson.ToLine(answer));
                }
            }
            finally
            {
                foreach (LinkRelay one in links)
                {
                    await one.DisposeAsync().ConfigureAwait(false);
                }
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static async Task<RelayAnswer> AnswerAsync(RelayOrder order, List<LinkRelay> links, LinkProfile profile, ulong seed)
    {
        try
        {
            foreach (RelayedServer server in order.Relay ?? [])
            {
                links.Add(await LinkRelay.StartAsync(Endpoint.Parse(server.Listen), Endpoint.Parse(server.Upstream), profile, seed + (ulong)links.Count).ConfigureAwait(false));
            }
            return order switch
            {
                { Relay: not null } => new RelayAnswer(Endpoints: [.. links.Select(l => l.Endpoint.ToString())]),
                { Fault: string fault } => new RelayAnswer(Connections: links.Sum(l => l.Apply(LinkFault.Parse(fault)).Connections)),
                _ => new RelayAnswer(Counters: CountOf([.. links.Select(l => l.Count())])),
            };
        }
        catch (Exception e) when (e is ConnectException or LinkSyntaxException or FormatException)
        {
            return new RelayAnswer(Failure: e.Message);
        }
    }

    private static RelayRound CountOf(LinkCounters[] links)
    {
        var lag = new LatencyHistogram();
        foreach (LinkCounters link in links)
        {
            lag.Add(link.ReleaseLag);
        }
        return new RelayRound(
            links.Sum(l => l.Connections),
            links.Sum(l => l.Refused),
            links.Sum(l => l.BytesUp),
            links.Sum(l => l.BytesDown),
            lag.Count > 0 ? lag.ValueAtPercentile(50) : null,
            lag.Count > 0 ? lag.ValueAtPercentile(99) : null,
            links.Any(l => l.PacingCpuNs is null) ? null : links.Sum(l => l.PacingCpuNs));
    }
}
