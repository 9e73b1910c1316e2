using System.Collections.Concurrent;
using System.Reflection;

namespace Bench.Harness.Catalog;

/// <summary>Finds every plug in the assemblies it is given, so that a new plug costs one file and nothing else; one instance of each.</summary>
public sealed class PlugCatalog
{
    private readonly Type[] _plugTypes;
    private readonly IPlug[] _further;
    private readonly ConcurrentDictionary<Type, IPlug> _plugs = new();

    /// <param name="assemblies">The assemblies to look in; of two plugs of one axis with the same name both are an error.</param>
    public PlugCatalog(params IEnumerable<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        _plugTypes = [.. assemblies.Distinct().SelectMany(a => a.GetExportedTypes()).Where(IsPlug)];
        _further = [];
    }

    private PlugCatalog(Type[] plugTypes, IPlug[] further) => (_plugTypes, _further) = (plugTypes, further);

    /// <summary>This catalog with further plugs, which no other one holds.</summary>
    public PlugCatalog With(params IPlug[] further) => new(_plugTypes, [.. _further, .. further]);

    /// <summary>Every plug of an axis; those of <see cref="IRankedPlug"/> first by rank, then by name.</summary>
    /// <exception cref="PlugException">Two plugs share a name.</exception>
    public IReadOnlyList<TPlug> All<TPlug>() where TPlug : class, IPlug
    {
        TPlug[] plugs =
        [
            .. _plugTypes.Where(typeof(TPlug).IsAssignableFrom)
                .Select(type => (TPlug)_plugs.GetOrAdd(type, Create))
                .Concat(_further.OfType<TPlug>())
                .OrderBy(p => p is IRankedPlug ranked ? ranked.Rank : int.MaxValue)
                .ThenBy(p => p.Name, StringComparer.Ordinal),
        ];
        IGrouping<string, TPlug>? twice = plugs.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? plugs
            : throw new PlugException($"Two plugs are named '{twice.Key}': {string.Join(" and ", twice.Select(p => p.GetType().FullName))}. Rename one.");
    }

    /// <summary>The plug of that name.</summary>
    /// <param name="axis">The word for the axis in the message of a wrong name, e.g. <c>codec</c>.</param>
    /// <param name="name">The name to find.</param>
    /// <exception cref="PlugException">No such plug; the message lists the right names.</exception>
    public TPlug Find<TPlug>(string axis, string name) where TPlug : class, IPlug
    {
        IReadOnlyList<TPlug> plugs = All<TPlug>();
        return plugs.FirstOrDefault(p => p.Name == name)
            ?? throw new PlugException($"Unknown {axis} '{name}'. Known: {string.Join(", ", plugs.Select(p => p.Name))}.");
    }

    private static bool IsPlug(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IPlug).IsAssignableFrom(type)
        && type.GetConstructor(Type.EmptyTypes) is not null;

    private static IPlug Create(Type type)
    {
        try
        {
            return (IPlug)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new PlugException($"The plug {type.FullName} of {type.Assembly.GetName().Name} failed in its constructor: {e.InnerException!.Message}", e.InnerException);
        }
    }
}
