namespace Bench.Harness.Record;

/// <summary>What the directory's consumers saw of it in a window.</summary>
/// <param name="Consumers">Consumers that followed it; one of them routed the calls.</param>
/// <param name="Reads">Reads of the list by all of them.</param>
/// <param name="Hints">Notifications that all of them got.</param>
/// <param name="Changes">The memberships they saw, in the order in which they were first seen; the first is that of the start.</param>
/// <param name="Failure">Why there are fewer consumers than asked for; absent if there are not.</param>
/// <param name="Ticks">What the directory was asked, 100 ms by 100 ms, those without anything left out; absent where that was not kept.</param>
public sealed record DirectoryRound(
    int Consumers,
    long Reads,
    long Hints,
    IReadOnlyList<MembershipChange> Changes,
    string? Failure = null,
    IReadOnlyList<DirectoryTick>? Ticks = null);

/// <summary>A membership that consumers saw: the providers of one time.</summary>
/// <param name="FirstMs">When the first of them saw it, ms from the start of the window; 0 for before.</param>
/// <param name="LastMs">When the last of them saw it.</param>
/// <param name="Consumers">How many saw it; one may miss what lasts shortly.</param>
/// <param name="Providers">Ids of the providers.</param>
public sealed record MembershipChange(double FirstMs, double LastMs, int Consumers, IReadOnlyList<string> Providers);

/// <summary>What a directory was asked within 100 ms.</summary>
/// <param name="AtMs">Their beginning, ms from the start of the window.</param>
/// <param name="Registrations">Providers that registered.</param>
/// <param name="Renewals">Leases renewed.</param>
/// <param name="Reads">Lists read.</param>
/// <param name="Watches">Waits for changes that began.</param>
public sealed record DirectoryTick(double AtMs, int Registrations, int Renewals, int Reads, int Watches);
