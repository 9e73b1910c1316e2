using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bench.Transports.Sockets;

/// <summary>
/// Linux's own calls on a socket that nothing waits for asynchronously: a thread that blocks in <c>recv</c> is woken by the kernel alone, not by way of the
/// runtime's event loop, and a send can say that it must not wait, which <see cref="Socket"/> has no word for.
/// </summary>
internal static partial class SystemCalls
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlocking = 0x800;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;

    /// <summary>Whether this system has them.</summary>
    public static bool AreSupported { get; } = OperatingSystem.IsLinux();

    /// <summary>Makes reads of a socket wait in the kernel.</summary>
    public static void MakeBlocking(SafeSocketHandle socket)
    {
        int flags = Control(socket, GetFlags, 0);
        if (flags < 0 || Control(socket, SetFlags, flags & ~NonBlocking) < 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Waits for bytes.</summary>
    /// <returns>How many came; 0 at the end.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer)
    {
        while (true)
        {
            nint received = ReceiveOnce(socket, buffer, buffer.Length, 0);
            if (received >= 0)
            {
                return (int)received;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw Failed(error);
            }
        }
    }

    /// <summary>Takes the bytes that are there.</summary>
    /// <returns>How many there were; 0 at the end, -1 if there are none yet.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static int TryReceive(SafeSocketHandle socket, Span<byte> buffer)
    {
        nint received = ReceiveOnce(socket, buffer, buffer.Length, DontWait);
        if (received >= 0)
        {
            return (int)received;
        }
        int error = Marshal.GetLastPInvokeError();
        return error is WouldBlock or Interrupted ? -1 : throw Failed(error);
    }

    /// <summary>Hands bytes over without waiting.</summary>
    /// <returns>How many the kernel took: fewer where its buffer is full, perhaps none.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes) => Send(socket, bytes, DontWait | NoSignal);

    /// <summary>Hands bytes over, and waits until the kernel takes some.</summary>
    /// <returns>How many it took.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static int SendWaiting(SafeSocketHandle socket, ReadOnlySpan<byte> bytes) => Send(socket, bytes, NoSignal);

    private static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, int flags)
    {
        while (true)
        {
            nint sent = SendOnce(socket, bytes, bytes.Length, flags);
            if (sent >= 0)
            {
                return (int)sent;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock)
            {
                return 0;
            }
            if (error != Interrupted)
            {
                throw Failed(error);
            }
        }
    }

    /// <summary>What the system says to an error number.</summary>
    public static IOException Failed(int error) => new(new Win32Exception(error).Message);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReceiveOnce(SafeSocketHandle socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SendOnce(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeSocketHandle socket, int command, int value);
}
