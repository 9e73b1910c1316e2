using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Carriers;

namespace Bench.Impostors;

/// <summary>TCP whose connections take 30 ms longer to open: proves that a carrier is found, chosen and used.</summary>
public sealed class StallingCarrier : ICarrier
{
    public static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(30);

    private readonly TcpCarrier _tcp = new();

    public string Name => "stalling";

    public string Summary => "TCP that opens connections slowly";

    public int Rank => 90;

    public string Scheme => _tcp.Scheme;

    public Endpoint LocalEndpoint(string folder) => _tcp.LocalEndpoint(folder);

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => _tcp.ListenAsync(endpoint, cancellation);

    public async ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        await Task.Delay(Stall, cancellation).ConfigureAwait(false);
        return await _tcp.ConnectAsync(endpoint, wire, cancellation).ConfigureAwait(false);
    }
}
