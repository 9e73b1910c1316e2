using System.CommandLine;

namespace Bench.Cli;

/// <summary>Forms of options that several verbs share.</summary>
internal static class Options
{
    /// <summary>A comma-separated list of names; the option may also be repeated.</summary>
    public static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = $"{description} (comma-separated)",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };
}
