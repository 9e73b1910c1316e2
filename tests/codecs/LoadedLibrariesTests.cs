using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Bench.Scenarios;

namespace Bench.Tests.Codecs;

/// <summary>Codecs that are listed and messages that are made cost a process nothing of the libraries that it doesn't use.</summary>
public sealed class LoadedLibrariesTests
{
    [Fact]
    public void A_library_is_not_loaded_before_its_codec_is_used_and_MemoryPack_not_set_up()
    {
        var apart = new Apart();
        Assembly codecs = apart.LoadFromAssemblyName(typeof(JsonCodec).Assembly.GetName());
        Assembly scenarios = apart.LoadFromAssemblyName(typeof(EchoScenario).Assembly.GetName());
        Type plug = apart.LoadFromAssemblyName(typeof(IScenario).Assembly.GetName()).GetType(typeof(IScenario).FullName!)!;

        object[] listed = [.. codecs.GetExportedTypes().Where(t => t.Name.EndsWith("Codec", StringComparison.Ordinal)).Select(t => Activator.CreateInstance(t)!)];
        foreach (Type scenario in scenarios.GetExportedTypes().Where(t => plug.IsAssignableFrom(t) && !t.IsAbstract))
        {
            plug.GetMethod(nameof(IScenario.CreateOperations))!.Invoke(Activator.CreateInstance(scenario), [1ul]);
        }

        Assert.True(listed.Length >= 7);
        string[] loaded = [.. apart.Assemblies.Select(a => a.GetName().Name!)];
        Assert.Contains("Bench.Scenarios", loaded);
        Assert.DoesNotContain(loaded, name => name is "MessagePack" or "Nerdbank.MessagePack" or "PolyType" || name.StartsWith("protobuf-net", StringComparison.Ordinal));
        Assert.DoesNotContain(RegisteredWithMemoryPack(apart), type => type.Assembly == scenarios);
    }

    private static IEnumerable<Type> RegisteredWithMemoryPack(AssemblyLoadContext apart)
    {
        Type provider = apart.LoadFromAssemblyName(typeof(MemoryPack.MemoryPackFormatterProvider).Assembly.GetName()).GetType(typeof(MemoryPack.MemoryPackFormatterProvider).FullName!)!;
        var formatters = (IDictionary)provider.GetField("formatters", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        Assert.Contains(typeof(int), formatters.Keys.Cast<Type>());
        return formatters.Keys.Cast<Type>();
    }

    /// <summary>The program's own assemblies once more, as if nothing had been done with them.</summary>
    private sealed class Apart : AssemblyLoadContext
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll") is string path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
