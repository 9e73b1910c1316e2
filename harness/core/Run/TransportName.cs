using Bench.Harness.Calls;
using Bench.Harness.Catalog;

namespace Bench.Harness.Run;

/// <summary>A transport by name: <c>STRATEGY</c> over tcp, or <c>STRATEGY+CARRIER</c>.</summary>
/// <param name="Name">Its shortest spelling.</param>
/// <param name="Strategy">How calls share connections.</param>
/// <param name="Carrier">What carries the bytes.</param>
public sealed record TransportName(string Name, IConnectionStrategy Strategy, ICarrier Carrier)
{
    private const string DefaultCarrier = "tcp";

    /// <summary>Finds the plugs of a name.</summary>
    /// <exception cref="PlugException">No such strategy or carrier; the message lists the right ones.</exception>
    public static TransportName Parse(string name, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(plugs);
        string[] parts = name.Split('+', 2);
        IConnectionStrategy strategy = plugs.All<IConnectionStrategy>().FirstOrDefault(s => s.Name == parts[0])
            ?? throw new PlugException($"Unknown transport '{name}'. Known: {string.Join(", ", All(plugs).Select(t => t.Name))}.");
        ICarrier carrier = plugs.Find<ICarrier>("carrier", parts.Length == 2 ? parts[1] : DefaultCarrier);
        return Of(strategy, carrier);
    }

    /// <summary>Every strategy over every carrier.</summary>
    public static IReadOnlyList<TransportName> All(PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(plugs);
        return [.. plugs.All<ICarrier>().SelectMany(carrier => plugs.All<IConnectionStrategy>().Select(strategy => Of(strategy, carrier)))];
    }

    private static TransportName Of(IConnectionStrategy strategy, ICarrier carrier) =>
        new(carrier.Name == DefaultCarrier ? strategy.Name : $"{strategy.Name}+{carrier.Name}", strategy, carrier);
}
