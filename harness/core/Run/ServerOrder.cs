namespace Bench.Harness.Run;

/// <summary>
/// What the coordinating process tells a server it owns, as a JSON line on the server's standard input; each is answered with a
/// <see cref="ServerAnswer"/>.
/// </summary>
/// <param name="Register">Register yourself.</param>
/// <param name="Fail">From now on answer requests with errors.</param>
public sealed record ServerOrder(RegistrationOrder? Register = null, FailureOrder? Fail = null);

/// <summary>Where a server registers, and as what.</summary>
/// <param name="Directory">Where to register.</param>
/// <param name="Service">Under which service.</param>
/// <param name="Id">Under which id.</param>
/// <param name="Endpoint">Where callers find it: its own endpoint, or that of a relay before it.</param>
/// <param name="Lease">Time the registration outlives its last heartbeat.</param>
public sealed record RegistrationOrder(string Directory, string Service, string Id, string Endpoint, TimeSpan Lease);

/// <summary>Which requests a server fails.</summary>
/// <param name="Share">Share of them, 0 for none to 1 for all.</param>
/// <param name="Seed">Seed of the draws.</param>
public sealed record FailureOrder(double Share, ulong Seed);

/// <summary>What a server answers to an order.</summary>
/// <param name="AskedNs">When it asked the directory to be registered, ns of the clock that all processes of a machine share; null for other orders.</param>
/// <param name="Failure">Why it could not be done; null if it was.</param>
public sealed record ServerAnswer(long? AskedNs = null, string? Failure = null);
