using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Calls of a floor, in the sizes of the first operation of a scenario.</summary>
internal sealed class FloorCalls : ILaunchCalls
{
    private readonly IFloor _floor;
    private readonly FloorTarget _target;
    private readonly LoadModel _load;

    private FloorCalls(IFloor floor, FloorTarget target, LoadModel load, string method)
    {
        _floor = floor;
        _target = target;
        _load = load;
        Methods = [method];
    }

    public ConnectionStatistics Statistics => _target.Statistics;

    public IReadOnlyList<ProviderUse> Providers => [];

    public IReadOnlyList<string> Methods { get; }

    public Func<long, int>? KindOf => null;

    /// <summary>The calls of a launch.</summary>
    /// <param name="job">The launch.</param>
    /// <param name="floor">The floor.</param>
    /// <param name="carrier">What carries the bytes.</param>
    /// <param name="scenario">What the sizes are those of.</param>
    /// <param name="codec">In which encoding.</param>
    public static async Task<FloorCalls> OfAsync(LaunchJob job, IFloor floor, ICarrier carrier, IScenario scenario, ICodec codec)
    {
        IOperation first = scenario.CreateOperations(job.Seed)[0];
        PayloadCheck sizes = await first.CheckPayloadsAsync(scenario.CreateService(), codec).ConfigureAwait(false);
        var target = new FloorTarget(
            Endpoint.Parse(job.Endpoints[0]), carrier, Whole(sizes.RequestBytes), Whole(sizes.ReplyBytes), new ConnectionStatistics(), job.Client.Deadline, Clock.System);
        return new FloorCalls(floor, target, LoadModel.Parse(job.Load), first.Method);
    }

    public async Task PrimeAsync(CancellationToken stop)
    {
        var options = new LoadOptions { Model = _load, Count = Priming.CallsPerBurst, Duration = Priming.Longest / Priming.Bursts, Deadline = _target.Deadline };
        for (int burst = 0; burst < Priming.Bursts; burst++)
        {
            LoadResult primed = await _floor.DriveAsync(_target, options, null, stop).ConfigureAwait(false);
            if (primed.Counts.Ok < primed.Counts.Started)
            {
                return;
            }
            await Priming.PauseAsync(stop).ConfigureAwait(false);
        }
    }

    public Task<LoadResult> RunAsync(LoadOptions options, ILoadObserver observer, CancellationToken stop) => _floor.DriveAsync(_target, options, observer, stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int Whole(double bytes) => Math.Max(1, (int)Math.Round(bytes));
}
