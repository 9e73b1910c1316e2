namespace Bench.Harness.Calls;

/// <summary>Who waits for the bytes of a connection, and where what they bring is worked off; for client and server alike.</summary>
public enum IoMode
{
    /// <summary>
    /// What was measured to be best: <see cref="Threads"/> where connections are kept, no more of them than the machine has cores, and the carrier has such; <see cref="Pool"/>
    /// elsewhere.
    /// </summary>
    Auto,

    /// <summary>The runtime's event loop waits, and the thread pool works off.</summary>
    Pool,

    /// <summary>
    /// An event loop waits and works off at once: a thread of the carrier's own over tcp and unix on Linux, elsewhere the runtime's (DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS, for the
    /// whole process). Cheaper by a change of threads, but what blocks there holds up every connection.
    /// </summary>
    Inline,

    /// <summary>
    /// A thread of each connection's own polls for a while, then waits in the kernel, and works off: cheapest for few connections, wrong for thousands. What blocks there
    /// holds up its connection.
    /// </summary>
    Threads,
}
