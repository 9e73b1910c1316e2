using Bench.Harness.Contracts;

namespace Bench.Transports.Stacks.Http;

/// <summary>Where methods are: <c>/CONTRACT/METHOD</c>.</summary>
internal static class HttpPaths
{
    public static string Of(MethodContract method) => $"/{method.Info.DeclaringType!.FullName}/{method.Name}";
}
