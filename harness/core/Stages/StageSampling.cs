using Bench.Harness.Randomness;

namespace Bench.Harness.Stages;

/// <summary>Which calls of one caller are sampled: the first, and from then on at drawn distances.</summary>
internal struct StageSampling(SplitMix64 draws)
{
    private SplitMix64 _draws = draws;
    private int _untilNext;

    /// <summary>Whether the next call is sampled.</summary>
    public bool Next(StageLedger ledger)
    {
        if (--_untilNext >= 0)
        {
            return false;
        }
        _untilNext = _draws.Next((2 * ledger.OneIn) - 1);
        return true;
    }
}
