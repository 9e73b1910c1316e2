using Bench.Harness.Calls;
using Bench.Harness.Catalog;

namespace Bench.Harness.Run;

/// <summary>A transport by name: <c>KIND</c> over tcp, or <c>KIND+CARRIER</c>.</summary>
/// <param name="Name">Its shortest spelling.</param>
/// <param name="Kind">How calls travel: a strategy, a stack, bare sockets.</param>
/// <param name="Carrier">What carries the bytes.</param>
public sealed record TransportName(string Name, ITransportKind Kind, ICarrier Carrier)
{
    private const string DefaultCarrier = "tcp";

    /// <summary>What carries the questions that a server is asked about itself: its own carrier, or tcp where its bytes are not those of our pipeline.</summary>
    public ICarrier ControlCarrier(PlugCatalog plugs) => Kind is IServedTransport ? TcpOf(plugs) : Carrier;

    /// <summary>The carrier, with connections that are waited for as wanted, where there are such.</summary>
    public ICarrier CarrierFor(IoMode io) => Carrier.WithIo(io) ?? Carrier;

    /// <summary>Finds the plugs of a name.</summary>
    /// <exception cref="PlugException">No such kind or carrier, or not together; the message lists the right ones.</exception>
    public static TransportName Parse(string name, PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(plugs);
        string[] parts = name.Split('+', 2);
        ITransportKind kind = plugs.All<ITransportKind>().FirstOrDefault(k => k.Name == parts[0])
            ?? throw new PlugException($"Unknown transport '{name}'. Known: {string.Join(", ", All(plugs).Select(t => t.Name))}.");
        ICarrier carrier = plugs.Find<ICarrier>("carrier", parts.Length == 2 ? parts[1] : DefaultCarrier);
        return kind.Runs(carrier)
            ? Of(kind, carrier)
            : throw new PlugException(
                $"'{kind.Name}' does not run over the carrier '{carrier.Name}'. Known: {string.Join(", ", All(plugs).Where(t => t.Kind == kind).Select(t => t.Name))}.");
    }

    /// <summary>Every kind over every carrier that it runs over.</summary>
    public static IReadOnlyList<TransportName> All(PlugCatalog plugs)
    {
        ArgumentNullException.ThrowIfNull(plugs);
        return [.. plugs.All<ICarrier>().SelectMany(carrier => plugs.All<ITransportKind>().Where(kind => kind.Runs(carrier)).Select(kind => Of(kind, carrier)))];
    }

    internal static ICarrier TcpOf(PlugCatalog plugs) => plugs.Find<ICarrier>("carrier", DefaultCarrier);

    internal static TransportName Of(ITransportKind kind, ICarrier carrier) =>
        new(carrier.Name == DefaultCarrier ? kind.Name : $"{kind.Name}+{carrier.Name}", kind, carrier);
}
