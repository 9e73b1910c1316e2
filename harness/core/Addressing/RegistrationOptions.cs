namespace Bench.Harness.Addressing;

/// <summary>How a provider keeps itself registered.</summary>
public sealed record RegistrationOptions
{
    /// <summary>
    /// Time without a renewal after which the directory drops the provider. Default 3 s, range 300 ms to 1 h. A shorter one drops
    /// providers that only stood still; a longer one keeps dead ones listed for longer.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between renewals, a third of the lease, so that two in a row may fail; and the longest time between attempts while they fail.</summary>
    public TimeSpan Heartbeat => Lease / 3;

    internal void Check()
    {
        if (Lease < TimeSpan.FromMilliseconds(300) || Lease > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"A lease of {Lease.TotalSeconds:0.###} s can't be kept: use 300 ms to 1 h.");
        }
    }
}
