namespace Bench.Harness.Contracts;

/// <summary>
/// Handling a request of this method twice does no harm: an attempt that was sent and failed may be made again. Calls of other methods
/// are only made again if the attempt provably never reached a handler.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
