using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Tls;

/// <summary>Who a server is: a fresh self-signed ECDSA P-256 certificate, which clients know by its pin.</summary>
internal sealed class TlsIdentity
{
    private TlsIdentity(X509Certificate2 certificate)
    {
        Pin = PinOf(certificate);
        Context = SslStreamCertificateContext.Create(certificate, null, offline: true);
    }

    /// <summary>As endpoints carry it.</summary>
    public string Pin { get; }

    /// <summary>The certificate for handshakes.</summary>
    public SslStreamCertificateContext Context { get; }

    public static TlsIdentity Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = Clock.System.UtcNow;
        // The pin is what counts: the dates only have to be around any clock's idea of now.
        using X509Certificate2 made = new CertificateRequest("CN=rpcbench", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-7), now.AddYears(10));
        // Some systems take no key in a handshake that was never stored.
        return new TlsIdentity(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }

    public static string PinOf(X509Certificate certificate) => Endpoint.PinOf(certificate.GetCertHash(HashAlgorithmName.SHA256));
}
