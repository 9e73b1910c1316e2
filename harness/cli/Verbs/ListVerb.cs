using System.CommandLine;
using Bench.Cli.Calibrations;
using Bench.Cli.Terminal;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Examinations;
using Bench.Harness.Links;
using Bench.Harness.Run;
using Bench.Results.Checks;
using Bench.Results.Laboratories;
using Bench.Results.Reports;

namespace Bench.Cli.Verbs;

/// <summary><c>list [axis]</c>: every plug the catalog found, one line each.</summary>
internal static class ListVerb
{
    private sealed record Axis(string Plural, string Singular, Func<PlugCatalog, IEnumerable<(string Name, string Summary)>> Plugs);

    private static readonly Axis[] Axes =
    [
        new("scenarios", "scenario", Named<IScenario>),
        new("transports", "transport", plugs => TransportName.All(plugs).Select(t => (t.Name, $"{t.Kind.Summary}; {t.Carrier.Summary}"))),
        new("strategies", "strategy", plugs => plugs.All<IConnectionStrategy>().Where(s => s is not IServedTransport).Select(s => (s.Name, s.Summary))),
        new("stacks", "stack", plugs => plugs.All<IStack>().Select(s => (s.Name, $"{s.Summary}: {s.Setup}"))),
        new("carriers", "carrier", Named<ICarrier>),
        new("codecs", "codec", plugs => plugs.All<ICodec>().Select(c => (c.Name, c.Losses is null ? c.Summary : $"{c.Summary}; loses {c.Losses}"))),
        new("links", "link", plugs => plugs.All<ILinkKind>().Select(k => (k.Name, $"{k.Summary} ({k.Profile})"))),
        new("bindings", "binding", Named<IBinding>),
        new("directories", "directory", Named<IDirectoryKind>),
        new("balancings", "balancing", Named<IBalancing>),
        new("plans", "plan", _ => ShippedPlans.All().Select(p => (p.Name, p.Plan.Description ?? ""))),
        new("laboratories", "laboratory", Named<ILaboratory>),
        new("reports", "report", Named<IReport>),
        new("checks", "check", Named<ICheck>),
        new("examinations", "examination", Named<IExamination>),
        new("calibrations", "calibration", Named<ICalibration>),
    ];

    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var axis = new Argument<string?>("axis") { Description = $"Only this axis: {string.Join(", ", Axes.Select(a => a.Plural))}", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("list", "Shows every plug by axis. Example: rpcbench list codecs") { axis };
        command.SetAction(parsed =>
        {
            string? wanted = parsed.GetValue(axis);
            Axis[] shown = wanted is null ? Axes : [.. Axes.Where(a => a.Plural == wanted || a.Singular == wanted)];
            if (shown.Length == 0)
            {
                throw new UsageException($"Unknown axis '{wanted}'. Known: {string.Join(", ", Axes.Select(a => a.Plural))}.");
            }
            foreach (Axis one in shown)
            {
                Write(one, plugs, streams, heading: wanted is null);
            }
            return ExitCode.Good;
        });
        return command;
    }

    private static void Write(Axis axis, PlugCatalog plugs, Streams streams, bool heading)
    {
        (string Name, string Summary)[] lines = [.. axis.Plugs(plugs)];
        int width = lines.Length == 0 ? 0 : lines.Max(l => l.Name.Length);
        if (heading)
        {
            streams.Out.WriteLine(axis.Plural);
        }
        foreach ((string name, string summary) in lines)
        {
            streams.Out.WriteLine($"{(heading ? "  " : "")}{name.PadRight(width)}  {summary}");
        }
        if (heading)
        {
            streams.Out.WriteLine();
        }
    }

    private static IEnumerable<(string Name, string Summary)> Named<TPlug>(PlugCatalog plugs) where TPlug : class, IPlug =>
        plugs.All<TPlug>().Select(p => (p.Name, p.Summary));
}
