using Bench.Harness.Addressing;

namespace Bench.Tests.Harness.Addressing;

public sealed class AddressTextTests
{
    [Theory]
    [InlineData("redis://user:secret@host:1", "redis://…@host:1")]
    [InlineData("redis://secret@host:1?password=x@y", "redis://…@host:1?…")]
    [InlineData("user:sec@ret@host:1", "…@host:1")]
    [InlineData("host:1?secret", "host:1?…")]
    [InlineData("nowhere", "nowhere")]
    [InlineData(null, "")]
    public void What_may_be_a_secret_is_left_out(string? text, string shown) => Assert.Equal(shown, AddressText.WithoutSecrets(text));

    [Theory]
    [InlineData("secret@127.0.0.1:1")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("a b:1")]
    [InlineData("host?x=1:1")]
    public void What_comes_with_addresses_elsewhere_is_no_endpoint(string text) => Assert.False(Endpoint.TryParse(text, out _));
}
