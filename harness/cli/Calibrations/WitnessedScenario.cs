using Bench.Harness.Contracts;

namespace Bench.Cli.Calibrations;

/// <summary>
/// The scenario <c>timed</c>, whose server writes down how long it really held each call. A machine may wake it late: that is then part of the
/// truth, as it is for whoever waits for the answer.
/// </summary>
/// <param name="ms">Calls that are to be held that long are written down: before a run each method is tried as well.</param>
internal sealed class WitnessedScenario(int ms) : IScenario
{
    private readonly IScenario _timed = new TimedScenario();
    private readonly Lock _gate = new();
    private readonly List<long> _heldNs = [];

    public string Name => "timed-witnessed";

    public string Summary => "the scenario timed, whose server writes down how long it held each call";

    public Type ContractType => typeof(ITimed);

    public object CreateService() => new TimedService(Hold);

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

    private void Hold(int asked, long ns)
    {
        if (asked != ms)
        {
            return;
        }
        lock (_gate)
        {
            _heldNs.Add(ns);
        }
    }
}
