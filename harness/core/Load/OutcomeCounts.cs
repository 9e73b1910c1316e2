using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>Outcomes of one thread, by kind.</summary>
internal sealed class OutcomeCounts
{
    public long Ok { get; private set; }

    public long Error { get; private set; }

    public long Timeout { get; private set; }

    public long Cancelled { get; private set; }

    public void Count(OutcomeKind kind)
    {
        switch (kind)
        {
            case OutcomeKind.Ok:
                Ok++;
                break;
            case OutcomeKind.Timeout:
                Timeout++;
                break;
            case OutcomeKind.Cancelled:
                Cancelled++;
                break;
            default:
                Error++;
                break;
        }
    }
}
