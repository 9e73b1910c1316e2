using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>What the coordinating process says to its relay process, a JSON line each; each is answered with a <see cref="RelayAnswer"/>.</summary>
/// <param name="Relay">Starts a link before each of these servers; said once, first.</param>
/// <param name="Fault">Makes something go wrong on every link.</param>
/// <param name="Count">Asks what the links have done.</param>
public sealed record RelayOrder(IReadOnlyList<RelayedServer>? Relay = null, string? Fault = null, bool Count = false);

/// <summary>A server, and where its link is to listen.</summary>
/// <param name="Listen">Where clients connect to; port 0 takes a free one.</param>
/// <param name="Upstream">Where the server listens.</param>
public sealed record RelayedServer(string Listen, string Upstream);

/// <summary>What the relay process answers.</summary>
/// <param name="Endpoints">Where clients find the servers, in the order of the servers.</param>
/// <param name="Connections">How many connections a fault met.</param>
/// <param name="Counters">What the links have done together.</param>
/// <param name="Failure">Why it could not be done; null if it was.</param>
public sealed record RelayAnswer(IReadOnlyList<string>? Endpoints = null, int? Connections = null, RelayRound? Counters = null, string? Failure = null);
