using System.Reflection;

namespace Bench.Transports.Stacks;

/// <summary>Versions of the libraries that stacks are made of, for their setups.</summary>
internal static class PackageVersion
{
    /// <summary>The version of the package that a type comes from, without the commit behind it.</summary>
    public static string Of(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
