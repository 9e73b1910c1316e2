using Bench.Harness.Addressing;

namespace Bench.Tests.Directories;

/// <summary>
/// A directory to test a kind against. One class with a parameterless constructor per kind, in this assembly: the tests of this folder
/// find it, and try the kind with it.
/// </summary>
internal interface IDirectoryServer : IAsyncDisposable
{
    /// <summary>Name of the directory's kind.</summary>
    string Kind { get; }

    /// <summary>What this machine lacks to run it; null for nothing.</summary>
    string? WhyNot => null;

    /// <summary>Where it is from its first start on; the same after every other.</summary>
    DirectoryAddress Address { get; }

    /// <summary>Starts it, empty.</summary>
    Task StartAsync();

    /// <summary>Kills it: connections break, and what it knew is lost.</summary>
    Task StopAsync();

    /// <summary>Puts a record among those of a service that no client of ours would write.</summary>
    Task PlantAsync(string service, string record);

    /// <summary>Breaks what carries the watches, and nothing else. They may heal at once or within seconds.</summary>
    Task DropWatchesAsync();
}
