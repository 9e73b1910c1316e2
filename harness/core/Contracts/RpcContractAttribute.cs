namespace Bench.Harness.Contracts;

/// <summary>
/// Marks a contract for the source generator (<c>harness/generator</c>), which writes its client and its handlers at compile time for the
/// binding <c>generated</c>. The other bindings serve contracts without it too.
/// </summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class RpcContractAttribute : Attribute;
