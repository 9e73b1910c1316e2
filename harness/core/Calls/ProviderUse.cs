using Bench.Harness.Addressing;

namespace Bench.Harness.Calls;

/// <summary>What a client used a provider for.</summary>
/// <param name="Provider">The provider, in one registration of it.</param>
/// <param name="Calls">Attempts sent to it.</param>
/// <param name="Failed">Those that ended with a lost or refused connection, or as timeout.</param>
/// <param name="FirstCallNs">When the first of them began, ns of the clock; 0 if there was none.</param>
/// <param name="LastCallNs">When the last of them began, ns of the clock; 0 if there was none.</param>
public sealed record ProviderUse(Provider Provider, long Calls, long Failed, long FirstCallNs, long LastCallNs);
