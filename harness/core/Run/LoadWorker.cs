using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Does one launch in this process: drives the load and puts the figures together.</summary>
public static class LoadWorker
{
    // The runtime counts 30 calls before it recompiles a method; what that one calls is counted anew.
    private const int PrimingBursts = 4;
    private const int CallsPerBurst = 40;
    private static readonly TimeSpan PrimingPause = TimeSpan.FromMilliseconds(40);

    // Over 40 ms the first burst still fits in; more would cost a launch more time than its window.
    private static readonly TimeSpan LongestPriming = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReachTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs a job to its end.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="plugs">Where its names are found.</param>
    /// <param name="progressed">Told twice a second how it goes; null for nobody.</param>
    /// <param name="started">Told the start of the window, ns of the clock; null for nobody.</param>
    /// <param name="stop">Ends the window now; what was measured is reported, labelled partial.</param>
    /// <returns>The report; failures are in it.</returns>
    public static async Task<LaunchReport> RunAsync(LaunchJob job, PlugCatalog plugs, Action<LoadProgress>? progressed, Action<long>? started, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(job);
        await using var servers = new ServerWatch(job, TransportName.Parse(job.Transport, plugs).ControlCarrier(plugs), plugs, ReachTimeout);
        if (await servers.TakeAsync().ConfigureAwait(false) is { Lost: string unreachable })
        {
            return LaunchReport.Failed(job.Round, unreachable, targetLost: true);
        }
        HeldResources? held = HeldResources.Take();
        try
        {
            LaunchReport report = await CallAsync(job, plugs, servers, progressed, started, stop).ConfigureAwait(false);
            return report with { Round = report.Round with { Leftovers = await Leftovers.SinceAsync(held, Clock.System).ConfigureAwait(false) } };
        }
        catch (DirectoryException e)
        {
            return LaunchReport.Failed(job.Round, e.Message, targetLost: true);
        }
    }

    private static async Task<LaunchReport> CallAsync(
        LaunchJob job, PlugCatalog plugs, ServerWatch servers, Action<LoadProgress>? progressed, Action<long>? started, CancellationToken stop)
    {
        IScenario scenario = plugs.Find<IScenario>("scenario", job.Scenario);
        var transport = TransportName.Parse(job.Transport, plugs);
        await using ServiceProviders providers = await ServiceProviders.OpenAsync(job, plugs, Clock.System, stop).ConfigureAwait(false);
        var target = new RpcTarget(
            providers.Source,
            CarrierOf(job, transport),
            (IConnectionStrategy)transport.Kind,
            plugs.Find<ICodec>("codec", job.Codec),
            plugs.Find<IBinding>("binding", job.Binding),
            ServiceContract.Of(scenario.ContractType),
            plugs.Find<IBalancing>("balancing", job.Balancing));
        return await DriveAsync(job, target, scenario.CreateOperations(job.Seed), servers, providers.Audience, progressed, started, stop).ConfigureAwait(false);
    }

    /// <summary>The carrier of a job, with its threads and confined to its ports; the plan was found to be feasible before.</summary>
    private static ICarrier CarrierOf(LaunchJob job, TransportName transport)
    {
        ICarrier carrier = transport.CarrierFor(job.Io);
        return job.Ports is int count && PortRange.OfMachine() is { } ports ? carrier.WithPorts(ports.Highest(count)) ?? carrier : carrier;
    }

    private static async Task<LaunchReport> DriveAsync(
        LaunchJob job,
        RpcTarget target,
        IReadOnlyList<IOperation> operations,
        ServerWatch servers,
        DirectoryAudience? audience,
        Action<LoadProgress>? progressed,
        Action<long>? started,
        CancellationToken stop)
    {
        await using var client = new RpcClient(target, job.Client);
        if (job.Preconnect)
        {
            await client.OpenAllAsync().ConfigureAwait(false);
        }
        await PrimeAsync(client, operations, stop).ConfigureAwait(false);
        var mix = new OperationMix(operations, job.Weights, job.Seed);
        var options = new LoadOptions
        {
            Model = LoadModel.Parse(job.Load),
            // Its own turns are to last so long together.
            Warmup = job.Warmup * (job.Turns?.Of ?? 1),
            Duration = job.Duration * (job.Turns?.Of ?? 1),
            Turns = job.Turns,
            Count = job.Count,
            Deadline = job.Client.Deadline,
            Seed = job.Seed + (ulong)job.Round,
            Kinds = mix.Methods.Count,
            KindOf = mix.Methods.Count > 1 ? mix.KindOf : null,
        };
        long warmupNs = Clock.System.NowNs;
        bool steady = !job.UntilSteady || await new SteadyWarmup(options, () => new RpcCaller(client, mix), progressed).ReachAsync(stop).ConfigureAwait(false);
        var window = new LaunchWindow(client, servers, await servers.TakeAsync().ConfigureAwait(false), progressed, started);
        LoadResult load = await LoadEngine.RunAsync(options, () => new RpcCaller(client, mix), window, stop).ConfigureAwait(false);
        RoundRecord round = await window.RecordAsync(job, mix.Methods, load).ConfigureAwait(false);
        round = round with
        {
            Directory = audience?.Record(load.WindowStartNs),
            WarmupMs = job.UntilSteady ? (load.WindowStartNs - warmupNs) / 1e6 : null,
            Unsteady = steady ? null : true,
        };
        return new LaunchReport(round, TargetLost: window.ServerLost);
    }

    /// <summary>
    /// Calls every operation before the clock starts, in bursts with pauses: counted methods are then recompiled on an idle machine,
    /// where it takes a fraction of the time that it takes under load. A far server gets as many calls as two seconds hold. What goes wrong
    /// here will go wrong under load too, and be counted there.
    /// </summary>
    private static async Task PrimeAsync(RpcClient client, IReadOnlyList<IOperation> operations, CancellationToken stop)
    {
        var scope = new CallScope();
        object primer = client.CreateClient(scope);
        long endNs = Clock.System.NowNs + Clock.ToNs(LongestPriming);
        for (int burst = 0; burst < PrimingBursts; burst++)
        {
            foreach (IOperation operation in operations)
            {
                for (int i = 0; i < CallsPerBurst; i++)
                {
                    CallOutcome outcome = await operation.CallAsync(primer, scope, i, stop).ConfigureAwait(false);
                    if (!outcome.IsOk || Clock.System.NowNs > endNs)
                    {
                        return;
                    }
                }
            }
            await Task.Delay(PrimingPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
