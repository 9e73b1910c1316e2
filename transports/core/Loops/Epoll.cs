using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Bench.Transports.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Bench.Transports.Loops;

/// <summary>Linux's <c>epoll</c> (epoll(7)): one place to wait for the events of many sockets.</summary>
internal static partial class Epoll
{
    /// <summary>Most events that one wait brings.</summary>
    public const int MostEvents = 128;

    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;

    // The kernel packs an event on x86 alone: 4 bytes of what happened, then 8 of whom it happened to.
    private static readonly int KeyOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int EventBytes = KeyOffset + sizeof(ulong);

    /// <summary>Makes a place to wait.</summary>
    /// <exception cref="IOException">The process has no file handle left.</exception>
    public static SafeFileHandle Create()
    {
        int handle = CreateOnce(CloseOnExec);
        return handle >= 0 ? new SafeFileHandle(handle, ownsHandle: true) : throw SystemCalls.Failed(Marshal.GetLastPInvokeError());
    }

    /// <summary>Adds, changes or removes what is waited for of a socket.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Control(SafeFileHandle epoll, EpollChange change, SafeSocketHandle socket, SocketEvents events, ulong key)
    {
        Span<byte> what = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(what, (uint)events);
        BinaryPrimitives.WriteUInt64LittleEndian(what[KeyOffset..], key);
        if (ControlOnce(epoll, (int)change, socket, what) < 0)
        {
            throw SystemCalls.Failed(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Room for what a wait brings.</summary>
    public static byte[] Room() => new byte[MostEvents * EventBytes];

    /// <summary>Waits for events.</summary>
    /// <returns>How many came; 0 after the time given, or if a signal came in between.</returns>
    /// <exception cref="IOException">The system refuses.</exception>
    public static int Wait(SafeFileHandle epoll, Span<byte> room, int milliseconds)
    {
        int count = WaitOnce(epoll, room, MostEvents, milliseconds);
        int error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
        return count >= 0 ? count : error == Interrupted ? 0 : throw SystemCalls.Failed(error);
    }

    /// <summary>One of the events that a wait brought.</summary>
    public static (SocketEvents Events, ulong Key) Read(ReadOnlySpan<byte> room, int index)
    {
        ReadOnlySpan<byte> one = room.Slice(index * EventBytes, EventBytes);
        return ((SocketEvents)BinaryPrimitives.ReadUInt32LittleEndian(one), BinaryPrimitives.ReadUInt64LittleEndian(one[KeyOffset..]));
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateOnce(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ControlOnce(SafeFileHandle epoll, int change, SafeSocketHandle socket, Span<byte> what);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int WaitOnce(SafeFileHandle epoll, Span<byte> room, int most, int milliseconds);
}

/// <summary>What is to become of a socket in an epoll.</summary>
internal enum EpollChange
{
    /// <summary>It is waited for from now on.</summary>
    Add = 1,

    /// <summary>Something else of it is waited for.</summary>
    Modify = 3,
}
