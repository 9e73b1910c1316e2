namespace Bench.Harness.Calls;

/// <summary>When a provider that fails is left out of the choice for a while. Without another provider it stays in.</summary>
public sealed record EjectionOptions
{
    /// <summary>Failures in a row (lost or refused connections, timeouts) after which a provider is left out. Default 5, 1 and up.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it is left out the first time; doubled each time in a row, up to <see cref="LongestTime"/>. Default 1 s.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time a provider is left out. Default 30 s.</summary>
    public TimeSpan LongestTime { get; init; } = TimeSpan.FromSeconds(30);
}
