namespace Bench.Harness.Catalog;

/// <summary>
/// Anything that is chosen by name: a codec, a carrier, a strategy, a scenario, a report, a check.
/// A plug is a public class with a public parameterless constructor; <see cref="PlugCatalog"/> finds it unaided.
/// </summary>
public interface IPlug
{
    /// <summary>The name on the command line: lower case, words joined by '-', unique within its axis.</summary>
    string Name { get; }

    /// <summary>One line for <c>rpcbench list</c>.</summary>
    string Summary { get; }
}
