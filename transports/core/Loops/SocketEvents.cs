namespace Bench.Transports.Loops;

/// <summary>What happened to a socket, or what of it is waited for (epoll_ctl(2)).</summary>
[Flags]
internal enum SocketEvents : uint
{
    /// <summary>Nothing, but for errors and the end.</summary>
    None = 0,

    /// <summary>There is something to read or to accept.</summary>
    Readable = 0x1,

    /// <summary>There is room again to write.</summary>
    Writable = 0x4,

    /// <summary>It is broken.</summary>
    Failed = 0x8,

    /// <summary>Both directions have ended.</summary>
    Ended = 0x10,

    /// <summary>The other end writes no more.</summary>
    ReadingEnded = 0x2000,

    /// <summary>Each change is told once, not for as long as it lasts.</summary>
    OnlyChanges = 0x80000000,
}
