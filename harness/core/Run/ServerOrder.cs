using Bench.Harness.Addressing;

namespace Bench.Harness.Run;

/// <summary>What the coordinating process tells a server it owns, as a JSON line on the server's standard input.</summary>
/// <param name="Directory">Where to register.</param>
/// <param name="Service">Under which service.</param>
/// <param name="Id">Under which id.</param>
/// <param name="Endpoint">Where callers find it: its own endpoint, or that of a relay before it.</param>
/// <param name="Lease">Time the registration outlives its last heartbeat.</param>
public sealed record ServerOrder(string Directory, string Service, string Id, string Endpoint, TimeSpan Lease)
{
    /// <summary>What the server answers once it is registered, before the epoch.</summary>
    public const string Registered = "registered ";

    /// <summary>What the server answers if it can't register, before the reason.</summary>
    public const string Failed = "failed ";
}
