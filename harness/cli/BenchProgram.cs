using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using Bench.Cli.Terminal;
using Bench.Cli.Verbs;
using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Run;
using Bench.Results.Gates;
using Bench.Results.Recommendations;
using Bench.Results.Reports;
using Bench.Results.Store;
using Bench.Scenarios;
using Bench.Transports.Carriers;
using Bench.Transports.Directories;
using Bench.Transports.Stacks;

namespace Bench.Cli;

/// <summary>
/// The <c>rpcbench</c> command as a library, so that a program of one line gets the same command with plugs of its own:
/// <c>return await BenchProgram.RunAsync(args, typeof(MyCodec).Assembly);</c>
/// </summary>
public static class BenchProgram
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments; none mean <c>run</c>.</param>
    /// <param name="plugins">Assemblies with further plugs.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, params Assembly[] plugins)
    {
        ArgumentNullException.ThrowIfNull(args);
        var plugs = new PlugCatalog(
        [
            typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(RedisDirectoryKind).Assembly, typeof(GrpcStack).Assembly, typeof(JsonCodec).Assembly,
            typeof(EchoScenario).Assembly, typeof(IReport).Assembly, typeof(BenchProgram).Assembly, .. plugins,
        ]);
        using var console = new Streams();
        try
        {
            return await InvokeAsync(args, plugs, console).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PlanException or PlugException or ConnectException or RunRecordException or GatePolicyException or RecommendationException or UsageException)
        {
            console.Error.WriteLine($"rpcbench: {e.Message}");
            return ExitCode.Usage;
        }
        catch (IOException e)
        {
            console.Error.WriteLine($"rpcbench: {e.Message}");
            return ExitCode.Usage;
        }
        catch (UnauthorizedAccessException e)
        {
            console.Error.WriteLine($"rpcbench: {e.Message}");
            return ExitCode.Usage;
        }
    }

    private static async Task<int> InvokeAsync(string[] args, PlugCatalog plugs, Streams console)
    {
        var root = new RootCommand("Which codec and which connection strategy for these messages, at this load? Measured, with evidence.")
        {
            RunVerb.Create(plugs, console),
            ServeVerb.Create(plugs, console),
            ListVerb.Create(plugs, console),
            MicroVerb.Create(plugs, console),
            CompareVerb.Create(console),
            GateVerb.Create(console),
            AbVerb.Create(plugs, console),
            RecommendVerb.Create(console),
            ReportVerb.Create(plugs, console),
            HistoryVerb.Create(console),
            CalibrateVerb.Create(plugs, console),
            DoctorVerb.Create(plugs, console),
            WorkerVerb.Create(plugs, console),
            LaunchesVerb.Create(plugs, console),
            RelayVerb.Create(plugs, console),
        };
        ParseResult parsed = root.Parse(WithVerb(args));
        if (parsed.Errors.Count > 0)
        {
            bool isRoot = parsed.CommandResult.Command is RootCommand;
            string verb = isRoot ? "" : $" {parsed.CommandResult.Command.Name}";
            if (isRoot)
            {
                console.Error.WriteLine($"rpcbench: There is no verb '{args[0]}'. Verbs: {string.Join(", ", root.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.");
            }
            else
            {
                foreach (ParseError error in parsed.Errors)
                {
                    console.Error.WriteLine($"rpcbench: {error.Message}");
                }
            }
            console.Error.WriteLine($"See 'rpcbench{verb} --help'.");
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = console.Out, Error = console.Error })
            .ConfigureAwait(false);
    }

    private static string[] WithVerb(string[] args) => args.Length == 0 ? ["run"] : args;
}
