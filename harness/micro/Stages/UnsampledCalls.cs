using System.Buffers;
using Bench.Harness.Stages;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Micro.Stages;

/// <summary>What calls that are not sampled cost more where stages are: each is asked whether it is the next to be, and each read whether it brought one that is.</summary>
internal sealed class UnsampledCalls
{
    private const int FrameBytes = 1044;

    private readonly int _inFlight;
    private readonly StageLedger _ledger = new(Clock.System, seed: 1);
    private readonly FrameHeader _first = new(FrameKind.Request, FrameFlags.None, 0, 1, 0, FrameBytes - FrameHeader.Size);
    private readonly ReadOnlySequence<byte> _rest;
    private StageSampling _sampling;

    /// <param name="inFlight">Calls that one read brings, on either side.</param>
    public UnsampledCalls(int inFlight)
    {
        _inFlight = inFlight;
        _sampling = new StageSampling(_ledger.CreateDraws());
        _rest = new ReadOnlySequence<byte>(new byte[(inFlight - 1) * FrameBytes]);
    }

    /// <summary>Passes over calls.</summary>
    public long Run(int calls)
    {
        long sum = 0;
        for (int made = 0; made < calls; made += _inFlight)
        {
            for (int i = 0; i < _inFlight; i++)
            {
                sum += _sampling.Next(_ledger) ? 1 : 0;
            }
            for (int side = 0; side < 2; side++)
            {
                sum += FrameReader.MayHoldTimed(_first, _rest) ? Clock.System.NowNs : 0;
            }
        }
        return sum;
    }
}
