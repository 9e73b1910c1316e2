namespace Bench.Cli.Builds;

/// <summary>A build of the program that can be started.</summary>
/// <param name="Name">What it was asked for by.</param>
/// <param name="Program">The program, or its assembly for <c>dotnet</c>.</param>
/// <param name="Commit">The commit it was built from; null for a folder.</param>
internal sealed record Build(string Name, string Program, string? Commit = null);
