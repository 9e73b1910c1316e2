using System.Reflection;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Time;

namespace Bench.Tests.Directories;

/// <summary>The directories that tests run against, one of each kind, started when first asked for.</summary>
public sealed class DirectoryServers : IAsyncDisposable
{
    private readonly Dictionary<string, Task<IDirectoryServer>> _running = [];

    /// <summary>The hub's plugs and those of every transports assembly there is.</summary>
    public static PlugCatalog Plugs { get; } = new(
        [typeof(EmittedBinding).Assembly, .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Bench.Transports*.dll").Select(f => Assembly.Load(AssemblyName.GetAssemblyName(f)))]);

    public static TheoryData<string> Kinds => [.. All().Select(s => s.Kind).Order(StringComparer.Ordinal)];

    public static ValueTask<IDirectory> OpenAsync(DirectoryAddress address) =>
        Plugs.Find<IDirectoryKind>("directory", address.Scheme).OpenAsync(address, Plugs, Clock.System, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (Task<IDirectoryServer> server in _running.Values.Where(s => s.IsCompletedSuccessfully))
        {
            await (await server).DisposeAsync();
        }
    }

    /// <summary>One for the test alone, running.</summary>
    internal static async Task<IDirectoryServer> StartNewAsync(string kind)
    {
        IDirectoryServer server = All().Single(s => s.Kind == kind);
        Assert.SkipWhen(server.WhyNot is not null, server.WhyNot ?? "");
        await server.StartAsync();
        return server;
    }

    /// <summary>One that others use too, under names of their own.</summary>
    internal Task<IDirectoryServer> OfAsync(string kind)
    {
        lock (_running)
        {
            if (!_running.TryGetValue(kind, out Task<IDirectoryServer>? server))
            {
                _running[kind] = server = StartNewAsync(kind);
            }
            return server;
        }
    }

    private static IEnumerable<IDirectoryServer> All() => typeof(DirectoryServers).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IDirectoryServer)))
        .Select(t => (IDirectoryServer)Activator.CreateInstance(t)!);
}
