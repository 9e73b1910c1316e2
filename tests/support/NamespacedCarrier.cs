using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Carriers;

namespace Bench.Tests.Support;

/// <summary>TCP whose sockets are those of a network namespace.</summary>
internal sealed class NamespacedCarrier(NetworkNamespace network) : ICarrier
{
    private readonly TcpCarrier _tcp = new();

    public string Name => _tcp.Name;

    public string Summary => "TCP in a network namespace";

    public int Rank => 99;

    public string Scheme => _tcp.Scheme;

    public Endpoint LocalEndpoint(string folder) => _tcp.LocalEndpoint(folder);

    // A socket belongs to the network of the thread that makes it, which is before the first wait.
    public async ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) =>
        await await network.EnterAsync(() => _tcp.ListenAsync(endpoint, cancellation).AsTask());

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation) =>
        await await network.EnterAsync(() => _tcp.ConnectAsync(endpoint, wire, cancellation).AsTask());
}
