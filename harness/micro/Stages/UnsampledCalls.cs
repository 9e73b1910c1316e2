using System.Buffers;
using Bench.Harness.Stages;
using Bench.Harness.Time;
using Bench.Harness.Wire;

namespace Bench.Micro.Stages;

/// <summary>What calls that are not sampled cost more where stages are: each is asked whether it is the next to be, and each read whether it brought one that is.</summary>
internal sealed class UnsampledCalls
{
    private const int RequestBytes = 100;
    private const int ReplyBytes = 1024;

    private readonly int _inFlight;
    private readonly StageLedger _ledger = new(Clock.System, seed: 1);
    private readonly ReadOnlySequence<byte> _requests;
    private readonly ReadOnlySequence<byte> _replies;
    private StageSampling _sampling;

    /// <param name="inFlight">Calls that one read brings, on either side.</param>
    public UnsampledCalls(int inFlight)
    {
        _inFlight = inFlight;
        _sampling = new StageSampling(_ledger.CreateDraws());
        _requests = Frames(FrameKind.Request, RequestBytes);
        _replies = Frames(FrameKind.Reply, ReplyBytes);
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
            sum += FrameReader.MayHoldTimed(_requests) ? Clock.System.NowNs : 0;
            sum += FrameReader.MayHoldTimed(_replies) ? Clock.System.NowNs : 0;
        }
        return sum;
    }

    private ReadOnlySequence<byte> Frames(FrameKind kind, int payloadBytes)
    {
        int frame = FrameHeader.Size + payloadBytes;
        byte[] bytes = new byte[_inFlight * frame];
        for (int i = 0; i < _inFlight; i++)
        {
            new FrameHeader(kind, FrameFlags.None, 0, 1, 0, payloadBytes).WriteTo(bytes.AsSpan(i * frame));
        }
        return new ReadOnlySequence<byte>(bytes);
    }
}
