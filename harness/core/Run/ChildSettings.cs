using Bench.Harness.Calls;

namespace Bench.Harness.Run;

/// <summary>Settings of the runtime in workers and servers, alike in every launch and recorded with it.</summary>
public static class ChildSettings
{
    /// <summary>
    /// Environment variables. Methods are counted for tier 1 from the start instead of after a quiet period of 100 ms, and compiled
    /// without an instrumented tier in between, so that a short launch measures compiled code; <c>docs/measuring.md</c> has the
    /// measurement behind the choice.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_TC_CallCountingDelayMs"] = "0",
        ["DOTNET_TieredPGO"] = "0",
    };

    private static readonly Dictionary<string, string> InlineEnvironment = new(Environment) { ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1" };

    /// <summary>The variables of a cell's processes.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(IoMode io) => io == IoMode.Inline ? InlineEnvironment : Environment;
}
