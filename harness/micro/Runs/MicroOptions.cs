using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.ConsoleArguments.ListBenchmarks;

namespace Bench.Micro.Runs;

/// <summary>Which benchmarks are asked for and how they are run: filters first, then BenchmarkDotNet's own options.</summary>
public sealed class MicroOptions
{
    private MicroOptions(IConfig config, bool listsOnly) => (Config, ListsOnly) = (config, listsOnly);

    /// <summary>Whether the names are asked for (<c>--list</c>), and nothing is to be run.</summary>
    public bool ListsOnly { get; }

    internal IConfig Config { get; }

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">
    /// Words before the first option are filters: a benchmark is chosen if any of them is part of its name, or matches it where it has <c>*</c>
    /// or <c>?</c>. The rest is BenchmarkDotNet's.
    /// </param>
    /// <param name="log">Gets what BenchmarkDotNet says of options that it does not understand.</param>
    /// <returns>Null if it does not understand them.</returns>
    public static MicroOptions? Parse(IReadOnlyList<string> arguments, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        string[] filters = [.. arguments.TakeWhile(a => !a.StartsWith('-'))];
        string[] theirs = [.. arguments.Skip(filters.Length), .. filters.Length == 0 ? (string[])[] : ["--filter", .. filters.Select(Glob)]];
        (bool understood, IConfig config, CommandLineOptions options) = ConfigParser.Parse(theirs, new LogWriter(log));
        return understood ? new MicroOptions(config, options.ListBenchmarkCaseMode != ListBenchmarkCaseMode.Disabled) : null;
    }

    private static string Glob(string filter) => filter.AsSpan().ContainsAny('*', '?') ? filter : $"*{filter}*";
}
