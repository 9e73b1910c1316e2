using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;
using Bench.Impostors;
using Bench.Tests.Support;

namespace Bench.Tests.Directories;

/// <summary>A directory of somebody else, in one file: found, chosen and used.</summary>
[Collection(ProcessTests.Name)]
public sealed class ImpostorDirectoryTests(DirectoryServers servers) : IClassFixture<DirectoryServers>
{
    [Fact]
    public async Task A_directory_in_one_file_carries_registrations_and_views()
    {
        IDirectoryServer server = await servers.OfAsync("embedded");
        var address = new DirectoryAddress("distant", server.Address.Servers);
        IDirectoryKind kind = new PlugCatalog(typeof(DistantDirectory).Assembly).Find<IDirectoryKind>("directory", address.Scheme);
        await using IDirectory directory = await kind.OpenAsync(address, DirectoryServers.Plugs, Clock.System, CancellationToken.None);
        long startNs = Clock.System.NowNs;

        await using ProviderView view = await ProviderView.StartAsync(directory, "distant");
        await using (await ProviderRegistration.StartAsync(directory, "distant", "one", new Endpoint("tcp", "127.0.0.1", 5000)))
        {
            await Eventually.HoldsAsync(() => view.Current.Providers is [{ Id: "one" }], "the view has the provider");
        }
        await Eventually.HoldsAsync(() => view.Current.Providers.Count == 0, "the view has it no more");

        // Watching, listing, registering, listing, removing and listing.
        Assert.True(Clock.System.NowNs - startNs >= 5 * Clock.ToNs(DistantDirectory.Distance));
    }
}
