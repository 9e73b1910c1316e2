using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Measure;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Does one launch in this process: drives the load and puts the figures together.</summary>
public static class LoadWorker
{
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
        catch (ConnectException e)
        {
            return LaunchReport.Failed(job.Round, e.Message, targetLost: (await servers.TakeAsync().ConfigureAwait(false)).Lost is not null);
        }
    }

    private static async Task<LaunchReport> CallAsync(
        LaunchJob job, PlugCatalog plugs, ServerWatch servers, Action<LoadProgress>? progressed, Action<long>? started, CancellationToken stop)
    {
        IScenario scenario = plugs.Find<IScenario>("scenario", job.Scenario);
        ICodec codec = plugs.Find<ICodec>("codec", job.Codec);
        var transport = TransportName.Parse(job.Transport, plugs);
        if (transport.Kind is IFloor floor)
        {
            await using FloorCalls bare = await FloorCalls.OfAsync(job, floor, CarrierOf(job, transport), scenario, codec).ConfigureAwait(false);
            return await DriveAsync(job, bare, servers, null, progressed, started, stop).ConfigureAwait(false);
        }
        await using ServiceProviders providers = await ServiceProviders.OpenAsync(job, plugs, Clock.System, stop).ConfigureAwait(false);
        var target = new RpcTarget(
            providers.Source,
            CarrierOf(job, transport),
            (IConnectionStrategy)transport.Kind,
            codec,
            plugs.Find<IBinding>("binding", job.Binding),
            ServiceContract.Of(scenario.ContractType),
            plugs.Find<IBalancing>("balancing", job.Balancing));
        await using var calls = new RpcCalls(target, scenario.CreateOperations(job.Seed), job);
        if (job.Preconnect)
        {
            await calls.OpenAllAsync().ConfigureAwait(false);
        }
        return await DriveAsync(job, calls, servers, providers.Audience, progressed, started, stop).ConfigureAwait(false);
    }

    /// <summary>The carrier of a job, with its threads and confined to its ports; the plan was found to be feasible before.</summary>
    private static ICarrier CarrierOf(LaunchJob job, TransportName transport)
    {
        ICarrier carrier = transport.CarrierFor(job.Io);
        return job.Ports is int count && PortRange.OfMachine() is { } ports ? carrier.WithPorts(ports.Highest(count)) ?? carrier : carrier;
    }

    private static async Task<LaunchReport> DriveAsync(
        LaunchJob job,
        ILaunchCalls calls,
        ServerWatch servers,
        DirectoryAudience? audience,
        Action<LoadProgress>? progressed,
        Action<long>? started,
        CancellationToken stop)
    {
        await calls.PrimeAsync(stop).ConfigureAwait(false);
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
            Kinds = calls.Methods.Count,
            KindOf = calls.KindOf,
        };
        long warmupNs = Clock.System.NowNs;
        bool steady = !job.UntilSteady || await new SteadyWarmup(options, calls.RunAsync, progressed).ReachAsync(stop).ConfigureAwait(false);
        var window = new LaunchWindow(calls, servers, await servers.TakeAsync().ConfigureAwait(false), progressed, started);
        LoadResult load = await calls.RunAsync(options, window, stop).ConfigureAwait(false);
        RoundRecord round = await window.RecordAsync(job, calls.Methods, load).ConfigureAwait(false);
        round = round with
        {
            Directory = audience?.Record(load.WindowStartNs),
            WarmupMs = job.UntilSteady ? (load.WindowStartNs - warmupNs) / 1e6 : null,
            Unsteady = steady ? null : true,
        };
        return new LaunchReport(round, TargetLost: window.ServerLost);
    }
}
