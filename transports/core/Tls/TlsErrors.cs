using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Tls;

/// <summary>Says in the user's words why no TLS connection came about.</summary>
internal static class TlsErrors
{
    /// <param name="endpoint">Where to.</param>
    /// <param name="carrier">Name of the client's carrier.</param>
    /// <param name="shown">The pin of the certificate that the server showed; null if it came to none.</param>
    /// <param name="isStranger">Whether the server sent something else than TLS.</param>
    /// <param name="cause">What failed.</param>
    public static ConnectException Connecting(Endpoint endpoint, string carrier, string? shown, bool isStranger, Exception cause)
    {
        Endpoint server = endpoint.Unpinned;
        string why = (endpoint.Pin, shown) switch
        {
            _ when isStranger =>
                $"the server at {server} does not speak TLS: start one with 'rpcbench serve --endpoint {server} --transports multiplexed+{carrier}', or use a transport over tcp",
            (null, string) =>
                $"the endpoint {server} has no pin, and the server there shows the certificate {shown}: give the endpoint as 'serve' printed it, {server}#{shown} if that is the one",
            (string pin, string) when pin != shown =>
                $"the server at {server} shows the certificate {shown}, and the endpoint pins {pin}: it is another server, or one that was started anew; give the endpoint as 'serve' printed it",
            _ =>
                $"the TLS handshake with {server} failed ({cause.GetBaseException().Message}): 'serve' and 'run' have to name transports of the same carrier, '{carrier}' here",
        };
        return new ConnectException(ErrorKind.ConnectFailed, why, cause);
    }
}
