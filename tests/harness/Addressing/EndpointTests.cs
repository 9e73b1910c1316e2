using Bench.Harness.Addressing;
using CsCheck;

namespace Bench.Tests.Harness.Addressing;

/// <summary>Endpoints as text, pinned ones included.</summary>
public sealed class EndpointTests
{
    private static readonly string Pin = Endpoint.PinOf(new byte[32]);

    [Theory]
    [InlineData("127.0.0.1:5000", "tcp", "127.0.0.1", 5000)]
    [InlineData("[::1]:5000", "tcp", "::1", 5000)]
    [InlineData("localhost:0", "tcp", "localhost", 0)]
    [InlineData("unix:/tmp/a#b.sock", "unix", "/tmp/a#b.sock", 0)]
    [InlineData("memory:x", "memory", "x", 0)]
    public void An_endpoint_without_a_pin_round_trips(string text, string scheme, string host, int port)
    {
        var endpoint = Endpoint.Parse(text);

        Assert.Equal(new Endpoint(scheme, host, port), endpoint);
        Assert.Null(endpoint.Pin);
        Assert.Same(endpoint, endpoint.Unpinned);
        Assert.Equal(text, endpoint.ToString());
    }

    [Fact]
    public void Pins_round_trip() => Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 2].Select(i => new[] { "127.0.0.1", "::1", "host" }[i]), Gen.UShort).Sample((hash, host, port) =>
    {
        var endpoint = new Endpoint("tcp", host, port) { Pin = Endpoint.PinOf(hash) };

        Assert.Equal(endpoint, Endpoint.Parse(endpoint.ToString()));
        Assert.Equal($"{endpoint.Unpinned}#{endpoint.Pin}", endpoint.ToString());
        Assert.NotEqual(endpoint, endpoint.Unpinned);
        Assert.Equal(64 + 7, endpoint.Pin!.Length);
    });

    [Theory]
    [InlineData("#")]
    [InlineData("#sha256-")]
    [InlineData("#sha256-00ff")]
    [InlineData("#md5-00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("#SHA256-0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("#sha256-000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("#sha256-000000000000000000000000000000000000000000000000000000000000000F")]
    [InlineData("#sha256-00000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("#sha256-0000000000000000000000000000000000000000000000000000000000000000#")]
    public void A_pin_of_another_form_is_none(string pin)
    {
        Assert.False(Endpoint.TryParse("127.0.0.1:5000" + pin, out _));
        FormatException e = Assert.Throws<FormatException>(() => Endpoint.Parse("127.0.0.1:5000" + pin));
        Assert.Contains("#sha256-", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_without_an_address_is_no_endpoint() => Assert.False(Endpoint.TryParse($"#{Pin}", out _));

    [Fact]
    public void A_provider_keeps_the_pin_in_its_record()
    {
        var provider = new Provider("p1", 3, new Endpoint("tcp", "127.0.0.1", 5000) { Pin = Pin });

        Assert.Equal(provider, Provider.FromRecord(provider.ToRecord()));
    }
}
