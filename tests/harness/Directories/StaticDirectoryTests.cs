using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Directories;
using Bench.Harness.Time;

namespace Bench.Tests.Harness.Directories;

public sealed class StaticDirectoryTests
{
    [Fact]
    public async Task It_lists_whom_its_address_names_for_every_service()
    {
        await using IDirectory directory = await OpenAsync("static://127.0.0.1:5000,[::1]:5001,unix:/tmp/s.sock");
        await using ProviderView view = await ProviderView.StartAsync(directory, "Any.IService");

        Assert.Equal([.. new FixedProviders(Endpoint.Parse("127.0.0.1:5000"), Endpoint.Parse("[::1]:5001"), Endpoint.Parse("unix:/tmp/s.sock")).Current.Providers], view.Current.Providers);
        Assert.False(view.Current.IsStale);
    }

    [Fact]
    public async Task Registering_succeeds_and_changes_nothing()
    {
        await using IDirectory directory = await OpenAsync("static://127.0.0.1:5000");
        await using (ProviderRegistration registration = await ProviderRegistration.StartAsync(directory, "Any.IService", "p1", Endpoint.Parse("127.0.0.1:9")))
        {
            Assert.Equal(RegistrationState.Registered, registration.State);
            Assert.Equal(LeaseState.Renewed, await directory.RenewAsync("Any.IService", registration.Provider!, TimeSpan.FromSeconds(3), CancellationToken.None));
        }

        Assert.Single(await directory.ListAsync("Any.IService", CancellationToken.None));
    }

    [Theory]
    [InlineData("static", "names no provider")]
    [InlineData("static://unix:/tmp/<b>", "unix:/tmp/<b>")]
    public async Task An_address_that_names_nobody_is_refused(string address, string reason)
    {
        DirectoryException refused = await Assert.ThrowsAsync<DirectoryException>(() => OpenAsync(address));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("static", refused.Message, StringComparison.Ordinal);
        Assert.Contains("HOST:PORT", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("embedded://127.0.0.1:5000")]
    [InlineData("embedded://unix:/tmp/s.sock")]
    [InlineData("zookeeper://[::1]:1,localhost:2")]
    public void Addresses_are_read_and_written(string text)
    {
        Assert.True(DirectoryAddress.TryParse(text, out DirectoryAddress? address));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("://127.0.0.1:1")]
    [InlineData("Redis://127.0.0.1:1")]
    [InlineData("redis://")]
    [InlineData("redis://127.0.0.1")]
    [InlineData("redis://127.0.0.1:0")]
    [InlineData("redis://127.0.0.1:1,")]
    public void What_is_no_address_is_not_read(string? text) => Assert.False(DirectoryAddress.TryParse(text, out _));

    private static async Task<IDirectory> OpenAsync(string text)
    {
        Assert.True(DirectoryAddress.TryParse(text, out DirectoryAddress? address));
        IDirectoryKind kind = new PlugCatalog(typeof(StaticDirectory).Assembly).All<IDirectoryKind>()[0];
        Assert.Equal("static", kind.Name);
        return await kind.OpenAsync(address, new PlugCatalog(), Clock.System, CancellationToken.None);
    }
}
