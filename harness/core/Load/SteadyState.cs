namespace Bench.Harness.Load;

/// <summary>
/// Tells from equal blocks of load, one after another, when it no longer gets faster: the last two took, on average, less than 5 % less time per
/// call than the two before. Four blocks are the least. What still gets slower is for the checks to find, as waiting doesn't mend it.
/// </summary>
public sealed class SteadyState
{
    /// <summary>Length of a block: several times what a runtime takes to recompile what is hot.</summary>
    public static readonly TimeSpan Block = TimeSpan.FromMilliseconds(500);

    /// <summary>Share by which the last two blocks may be faster than the two before.</summary>
    public const double Tolerance = 0.05;

    private readonly List<double> _blocks = [];

    /// <summary>Whether it no longer gets faster.</summary>
    public bool IsReached => _blocks.Count >= 4 && _blocks[^1] + _blocks[^2] > (1 - Tolerance) * (_blocks[^3] + _blocks[^4]);

    /// <summary>Takes note of another block.</summary>
    /// <param name="nsPerCall">Mean response time of an open load; of a closed one, time per call: its inverse throughput. Above 0.</param>
    public void Add(double nsPerCall) => _blocks.Add(nsPerCall);
}
