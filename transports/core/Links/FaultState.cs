using Bench.Harness.Links;

namespace Bench.Transports.Links;

/// <summary>The lasting faults in force; under the link's gate.</summary>
internal sealed class FaultState
{
    private readonly Dictionary<Type, (LastingFault Fault, long UntilNs)> _lasting = [];

    /// <summary>Nothing is released before, ns of the clock.</summary>
    public long StalledUntilNs { get; private set; } = long.MinValue;

    public void Begin(LastingFault fault, long nowNs) => _lasting[fault.GetType()] = (fault, fault.Length is TimeSpan length ? nowNs + Ns(length) : long.MaxValue);

    public void End(string name)
    {
        foreach (Type kind in _lasting.Where(l => l.Value.Fault.Name == name).Select(l => l.Key).ToArray())
        {
            _lasting.Remove(kind);
        }
    }

    public void Stall(TimeSpan length, long nowNs) => StalledUntilNs = Math.Max(StalledUntilNs, nowNs + Ns(length));

    /// <summary>The fault of a kind that is in force; null if there is none.</summary>
    public TFault? Of<TFault>(long nowNs) where TFault : LastingFault =>
        _lasting.Count > 0 && _lasting.TryGetValue(typeof(TFault), out (LastingFault Fault, long UntilNs) one) && nowNs < one.UntilNs ? (TFault)one.Fault : null;

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}
