namespace Bench.Harness.Measure;

/// <summary>What this process holds of the system now (<c>/proc/self</c>).</summary>
/// <param name="Handles">Open file handles, sockets and those that the runtime keeps for itself not among them.</param>
/// <param name="Sockets">Open sockets.</param>
/// <param name="Threads">Threads, those of the runtime not among them: its pools grow and shrink as they see fit.</param>
public sealed record HeldResources(int Handles, int Sockets, int Threads)
{
    private const string Descriptors = "/proc/self/fd";
    private const string Tasks = "/proc/self/task";
    private const string RuntimeThread = ".NET ";
    private static readonly string[] RuntimeOwn = ["/proc/", "/dev/", "/memfd:", "anon_inode:[eventpoll]"];
    private static readonly string[] CodeSuffixes = [".dll", ".exe", ".so"];

    /// <summary>The state now; null where the system doesn't tell.</summary>
    public static HeldResources? Take()
    {
        if (!Directory.Exists(Descriptors))
        {
            return null;
        }
        try
        {
            // Whoever writes to a standard stream gets a handle of his own that leads to the same place.
            string?[] standard = [.. Enumerable.Range(0, 3).Select(i => TargetOf($"{Descriptors}/{i}"))];
            string[] targets = [.. Directory.EnumerateFileSystemEntries(Descriptors).Select(TargetOf).OfType<string>().Where(t => !IsOfRuntime(t) && !standard.Contains(t))];
            int sockets = targets.Count(t => t.Contains("socket:", StringComparison.Ordinal));
            return new HeldResources(targets.Length - sockets, sockets, Directory.EnumerateDirectories(Tasks).Count(IsOwnThread));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What is held beyond an earlier state; 0 where it is less.</summary>
    public HeldResources Beyond(HeldResources earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        return new HeldResources(Math.Max(0, Handles - earlier.Handles), Math.Max(0, Sockets - earlier.Sockets), Math.Max(0, Threads - earlier.Threads));
    }

    /// <summary>Whether nothing is held.</summary>
    public bool IsNothing => this is { Handles: 0, Sockets: 0, Threads: 0 };

    /// <summary>
    /// Whether the runtime opened it for itself, for good, when it first needed it: loaded code, shared memory, randomness, the engines of its sockets. The
    /// folder that is being listed leads to /proc.
    /// </summary>
    private static bool IsOfRuntime(string target) =>
        Array.Exists(RuntimeOwn, f => target.StartsWith(f, StringComparison.Ordinal)) || Array.Exists(CodeSuffixes, s => target.EndsWith(s, StringComparison.Ordinal));

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // Closed since it was listed.
            return null;
        }
    }

    private static bool IsOwnThread(string task)
    {
        try
        {
            return !File.ReadAllText($"{task}/comm").StartsWith(RuntimeThread, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
