using Bench.Harness.Time;

namespace Bench.Harness.Load;

/// <summary>What load to drive, for how long, and within which bounds.</summary>
public sealed record LoadOptions
{
    /// <summary>When calls are made.</summary>
    public required LoadModel Model { get; init; }

    /// <summary>
    /// Load before the window that is counted apart and never timed; default none. In an open model it has the window's mean rate.
    /// </summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>
    /// Length of the window, above 0; needed unless <see cref="Count"/> or a <see cref="RampLoad"/> ends it. Not used by a ramp.
    /// </summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Number of calls in the window, 1 and up: exactly so many are scheduled, unless the duration or the ramp is over first.
    /// </summary>
    public long? Count { get; init; }

    /// <summary>
    /// How long a call may take; default 10 s. The callers enforce it; here it bounds the drain after the window and decides
    /// which ok outcomes are goodput.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Arrivals of the open model that are later than this are dropped and counted; default 5 s, so that a stall of 1 s loses
    /// none.
    /// </summary>
    public TimeSpan LatenessBound { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Most calls of the open model in flight; default 100,000. Further arrivals are dropped and counted. Each has a caller of its own.
    /// </summary>
    public int InFlightLimit { get; init; } = 100_000;

    /// <summary>Whose turn it is, in a closed load without time to think that is driven beside others; null, the default, for a load on its own.</summary>
    public LoadTurns? Turns { get; init; }

    /// <summary>Seed of random arrivals.</summary>
    public ulong Seed { get; init; }

    /// <summary>Kinds of calls whose outcomes are told apart; default 1: all together. Each costs a histogram per thread.</summary>
    public int Kinds { get; init; } = 1;

    /// <summary>The kind of a call by its number, from 0; needed with several kinds, must neither block nor allocate.</summary>
    public Func<long, int>? KindOf { get; init; }

    /// <summary>The time source; default the machine's.</summary>
    public Clock Clock { get; init; } = Clock.System;

    /// <exception cref="ArgumentException">A value is out of range, or nothing ends the window.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        ArgumentNullException.ThrowIfNull(Clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(Warmup, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Duration ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(Duration));
        ArgumentOutOfRangeException.ThrowIfLessThan(Count ?? 1, 1, nameof(Count));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Deadline, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LatenessBound, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(InFlightLimit, 1);
        if (Kinds > 1 != KindOf is not null)
        {
            throw new ArgumentException($"{Kinds} kinds of calls, and {(KindOf is null ? "nothing tells" : "something that tells")} them apart.");
        }
        if (Turns is not null && Model is not ClosedLoad { Think.Ticks: 0 })
        {
            throw new ArgumentException($"The load {Model} can't take turns: its calls have times of their own.");
        }
        if (Duration is null && Count is null && Model is not RampLoad)
        {
            throw new ArgumentException($"Nothing ends the load {Model}: give a duration or a count.");
        }
    }
}
