using System.CommandLine;
using System.Runtime.InteropServices;
using Bench.Cli.Terminal;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Run;

namespace Bench.Cli.Verbs;

/// <summary><c>serve --endpoint E</c>: only the server side, until interrupted.</summary>
internal static class ServeVerb
{
    public static Command Create(PlugCatalog plugs, Streams streams)
    {
        var endpoint = new Option<string>("--endpoint") { Description = "Where to listen: HOST:PORT (port 0 takes a free one) or unix:PATH", Required = true };
        Option<string[]> transports = Options.Names("--transports", "Only for these transports");
        Option<string[]> codecs = Options.Names("--codecs", "Only in these codecs");
        Option<string[]> scenarios = Options.Names("--scenarios", "Only these scenarios");
        var binding = new Option<string?>("--binding") { Description = "How requests become invocations" };
        var io = new Option<string?>("--io") { Description = "Who waits for the bytes of connections: pool (default, also of auto), inline (event loops; those of the runtime, over tls and beyond Linux, want DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1) or threads" };
        var owned = new Option<bool>(ProcessLauncher.OwnedOption) { Hidden = true };
        var command = new Command("serve", "Serves the scenarios until interrupted. Example: rpcbench serve --endpoint 127.0.0.1:5000")
        {
            endpoint, transports, codecs, scenarios, binding, io, owned,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!Endpoint.TryParse(parsed.GetValue(endpoint), out Endpoint? at) || at.Scheme == "memory" || at.Pin is not null)
            {
                throw new UsageException($"--endpoint is '{parsed.GetValue(endpoint)}': give HOST:PORT (127.0.0.1:5000, [::1]:5000) or unix:PATH.");
            }
            IBinding bound = parsed.GetValue(binding) is string name ? plugs.Find<IBinding>("binding", name) : plugs.All<IBinding>()[0];
            TransportName[] named = TransportsOf(at, parsed.GetValue(transports), plugs);
            List<IScenario> served = ScenariosOf(parsed.GetValue(scenarios), bound, plugs, streams);
            ICodec[] spoken = [.. CodecsOf(parsed.GetValue(codecs), plugs, streams)];
            await using BenchServer server = await (named.Select(t => t.Kind).OfType<IServedTransport>().FirstOrDefault() is { } stack
                ? BenchServer.StartAsync(stack, OneOf(named, served, spoken, bound), named[0].Carrier, at, named[0].ControlCarrier(plugs), cancellation)
                : BenchServer.StartAsync(With(parsed.GetValue(io), named.Length > 0 ? named[0].Carrier : plugs.All<ICarrier>().First(c => c.Scheme == at.Scheme)), at, served, spoken, bound, cancellation))
                .ConfigureAwait(false);
            if (server.ControlEndpoint != server.Endpoint)
            {
                streams.Out.WriteLine($"{ProcessLauncher.ControlPrefix}{server.ControlEndpoint}");
            }
            streams.Out.WriteLine($"{ProcessLauncher.ListeningPrefix}{server.Endpoint}");
            await (parsed.GetValue(owned) ? OrdersAsync(server, plugs, streams) : SignalAsync()).ConfigureAwait(false);
            return ExitCode.Good;
        });
        return command;
    }

    /// <summary>The transports asked for, whose carrier has to fit the endpoint; none if all are welcome.</summary>
    private static TransportName[] TransportsOf(Endpoint at, string[]? transports, PlugCatalog plugs)
    {
        TransportName[] named = [.. (transports ?? []).Select(t => TransportName.Parse(t, plugs))];
        return named.FirstOrDefault(t => t.Carrier.Scheme != at.Scheme || t.Carrier != named[0].Carrier) is { } misfit
            ? throw new UsageException($"The transport '{misfit.Name}' can't be served at {at}: one endpoint serves the transports of one carrier, {named[0].Carrier.Name} here.")
            : named;
    }

    /// <summary>The carrier, whose connections are waited for as was asked for.</summary>
    private static ICarrier With(string? io, ICarrier carrier) => io switch
    {
        "threads" => carrier.WithIo(IoMode.Threads) ?? throw new UsageException($"The carrier '{carrier.Name}' has no threads of its own here: leave out --io, or use tcp or unix on Linux."),
        "inline" => carrier.WithIo(IoMode.Inline)!,
        null or "auto" or "pool" => carrier,
        _ => throw new UsageException($"--io is '{io}'. Known: auto, pool, inline, threads."),
    };

    /// <summary>What a stack serves: one scenario in one codec.</summary>
    private static ServedScenario OneOf(TransportName[] named, List<IScenario> scenarios, ICodec[] codecs, IBinding binding)
    {
        TransportName stack = named.First(t => t.Kind is IServedTransport);
        if (named.Length > 1 || scenarios.Count != 1 || codecs.Length != 1)
        {
            throw new UsageException($"An endpoint of '{stack.Name}' serves that transport alone, one scenario in one codec: say --transports {stack.Name} --scenarios NAME --codecs NAME.");
        }
        return stack.Kind.WhyNot(scenarios[0], codecs[0]) is string why
            ? throw new UsageException($"The transport '{stack.Name}' can't serve {scenarios[0].Name} in {codecs[0].Name}: {why}.")
            : new ServedScenario(scenarios[0], codecs[0], binding);
    }

    /// <summary>The scenarios to serve. One that the binding can't serve is wrong usage if it was asked for by name, and left out with a word if not.</summary>
    private static List<IScenario> ScenariosOf(string[]? names, IBinding binding, PlugCatalog plugs, Streams streams)
    {
        var served = new List<IScenario>();
        foreach (IScenario scenario in Chosen<IScenario>("scenario", names, plugs))
        {
            if (BenchServer.WhyNot(scenario, binding) is not string why)
            {
                served.Add(scenario);
            }
            else if (names is { Length: > 0 })
            {
                throw new UsageException($"The scenario '{scenario.Name}' can't be served: {why}.");
            }
            else
            {
                streams.Error.WriteLine($"not served: {scenario.Name}: {why}");
            }
        }
        return served;
    }

    /// <summary>The codecs to speak. One that hostile input can harm is left out with a word, unless it was asked for by name: anybody may reach a port.</summary>
    private static IEnumerable<ICodec> CodecsOf(string[]? names, PlugCatalog plugs, Streams streams)
    {
        IReadOnlyList<ICodec> chosen = Chosen<ICodec>("codec", names, plugs);
        if (names is { Length: > 0 })
        {
            return chosen;
        }
        foreach (ICodec codec in chosen.Where(c => c.Hazard is not null))
        {
            streams.Error.WriteLine($"not served: {codec.Name}: {codec.Hazard}. Among peers that you trust, name it in --codecs.");
        }
        return chosen.Where(c => c.Hazard is null);
    }

    private static IReadOnlyList<TPlug> Chosen<TPlug>(string axis, string[]? names, PlugCatalog plugs) where TPlug : class, IPlug =>
        names is null or [] ? plugs.All<TPlug>() : [.. names.Select(n => plugs.Find<TPlug>(axis, n))];

    private static async Task SignalAsync()
    {
        using var interruption = new Interruption();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = interruption.Token.Register(ended.SetResult);
        await ended.Task.ConfigureAwait(false);
    }

    private static async Task OrdersAsync(BenchServer server, PlugCatalog plugs, Streams streams)
    {
        using PosixSignalRegistration ignored = Interruption.IgnoreTerminal();
        var input = new InputLines();
        await OwnedServer.FollowAsync(server, input.NextAsync, streams.Out.WriteLine, plugs).ConfigureAwait(false);
    }
}
