using Bench.Harness.Load;
using Bench.Harness.Outcome;
using CsCheck;
using static Bench.Tests.Harness.Load.ClosedLoadTests;

namespace Bench.Tests.Harness.Load;

[Collection(nameof(Exclusive))]
public class ConservationTests
{
    private enum Behaviour
    {
        Ok, OkLater, OkAfterDelay, Error, ErrorLater, Throw, ThrowLater, Timeout, Cancelled, Hang, Deaf,
    }

    [Fact]
    public async Task Whatever_callers_do_every_call_is_accounted_for_exactly_once()
    {
        Gen<Behaviour> usual = Gen.Int[0, (int)Behaviour.Cancelled].Select(i => (Behaviour)i);
        Gen<Behaviour> any = Gen.Int[0, (int)Behaviour.Deaf].Select(i => (Behaviour)i);
        Gen<LoadModel> model = Gen.OneOf<LoadModel>(
            Gen.Int[1, 20].Select(n => (LoadModel)new ClosedLoad(n)),
            Gen.Select(Gen.Int[50, 20_000], Gen.Bool, (rate, poisson) => (LoadModel)new OpenLoad(rate, poisson)));
        await Gen.Select(model, Gen.OneOf(usual.Array[1, 20], any.Array[1, 20]), Gen.Int[0, 20], Gen.Int[1, 40], Gen.Int[1, 200].Nullable(), Gen.Int[1, 50])
            .SampleAsync(
                async (load, behaviours, warmupMs, windowMs, count, inFlight) =>
                {
                    LoadResult result = await LoadEngine.RunAsync(
                        new LoadOptions
                        {
                            Model = load,
                            Warmup = TimeSpan.FromMilliseconds(warmupMs),
                            Duration = TimeSpan.FromMilliseconds(windowMs),
                            Count = count,
                            Deadline = TimeSpan.FromMilliseconds(30),
                            LatenessBound = TimeSpan.FromMilliseconds(20),
                            InFlightLimit = inFlight,
                        },
                        Caller.Of((index, cancellation) => Behave(behaviours[index % behaviours.Length], cancellation)),
                        stop: TestContext.Current.CancellationToken);
                    AssertSound(result);
                    Assert.True(result.Counts.Scheduled <= (count ?? long.MaxValue));
                    Assert.Equal(0, result.DoubleCompletions);
                },
                iter: 25,
                threads: 4);
    }

    private static ValueTask<CallOutcome> Behave(Behaviour behaviour, CancellationToken cancellation) => behaviour switch
    {
        Behaviour.Ok => new(CallOutcome.Ok),
        Behaviour.Error => new(CallOutcome.Failed(ErrorKind.Remote, "said no")),
        Behaviour.Throw => throw new InvalidOperationException("threw"),
        Behaviour.Timeout => new(CallOutcome.Timeout),
        Behaviour.Cancelled => new(CallOutcome.Cancelled),
        Behaviour.Deaf => Caller.Deaf().CallAsync(0, cancellation),
        _ => LaterAsync(behaviour, cancellation),
    };

    private static async ValueTask<CallOutcome> LaterAsync(Behaviour behaviour, CancellationToken cancellation)
    {
        await Task.Yield();
        switch (behaviour)
        {
            case Behaviour.OkAfterDelay:
                await Task.Delay(3, cancellation);
                return CallOutcome.Ok;
            case Behaviour.ErrorLater:
                return CallOutcome.Failed(ErrorKind.ConnectionLost, "lost");
            case Behaviour.ThrowLater:
                throw new InvalidOperationException("threw later");
            case Behaviour.Hang:
                await Task.Delay(Timeout.Infinite, cancellation);
                return CallOutcome.Ok;
            default:
                return CallOutcome.Ok;
        }
    }
}
