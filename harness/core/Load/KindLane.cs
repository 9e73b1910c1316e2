using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>What one thread records of one kind of calls.</summary>
internal sealed class KindLane
{
    public LatencyHistogram Response { get; } = new LatencyHistogram().Reserve(LatencyHistogram.ReservedNs);

    public long Ok { get; private set; }

    public long Failed { get; private set; }

    public void Record(in CallOutcome outcome, long responseNs)
    {
        if (outcome.IsOk)
        {
            Ok++;
        }
        else
        {
            Failed++;
        }
        if (outcome.Kind != OutcomeKind.Cancelled)
        {
            Response.Record(responseNs);
        }
    }
}
