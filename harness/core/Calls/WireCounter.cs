namespace Bench.Harness.Calls;

/// <summary>Bytes that a client's sockets wrote and read, framing included, TCP/IP headers not. Counted per system call, from any thread.</summary>
public sealed class WireCounter
{
    private long _out;
    private long _in;

    /// <summary>Bytes written.</summary>
    public long BytesOut => Volatile.Read(ref _out);

    /// <summary>Bytes read.</summary>
    public long BytesIn => Volatile.Read(ref _in);

    /// <summary>Counts bytes written.</summary>
    public void Wrote(long bytes) => Interlocked.Add(ref _out, bytes);

    /// <summary>Counts bytes read.</summary>
    public void Read(long bytes) => Interlocked.Add(ref _in, bytes);
}
