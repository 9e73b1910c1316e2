using Bench.Harness.Contracts;

namespace Bench.Cli.Calibrations;

/// <summary>
/// The scenario <c>timed</c>, whose server writes down how long it really held each call. A machine may wake it late: that is then part of the
/// truth, as it is for whoever waits for the answer.
/// </summary>
internal sealed class WitnessedScenario : IScenario
{
    private readonly IScenario _timed = new TimedScenario();
    private readonly Lock _gate = new();
    private readonly List<long> _heldNs = [];

    public string Name => "timed-witnessed";

    public string Summary => "the scenario timed, whose server writes down how long it held each call";

    public Type ContractType => typeof(ITimed);

    /// <summary>A server, which begins to write anew: payloads were tried against another one before.</summary>
    public object CreateService()
    {
        lock (_gate)
        {
            _heldNs.Clear();
        }
        return new TimedService(Hold);
    }

    public IReadOnlyList<IOperation> CreateOperations(ulong seed) => _timed.CreateOperations(seed);

    /// <summary>A percentile of the times that calls were held, ns, by nearest rank as histograms take it.</summary>
    /// <param name="part">0 to 1.</param>
    public double Percentile(double part)
    {
        lock (_gate)
        {
            long[] sorted = [.. _heldNs.Order()];
            return sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
        }
    }

    private void Hold(long ns)
    {
        lock (_gate)
        {
            _heldNs.Add(ns);
        }
    }
}
