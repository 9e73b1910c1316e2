using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Bench.Transports.Sockets;

namespace Bench.Tests.Transports;

/// <summary>Memory of a connection's output: kept while the connection is busy, given up when it rests.</summary>
public sealed class SegmentedOutputTests
{
    private const int SegmentBytes = 32 << 10;

    [Fact]
    public void A_busy_connection_writes_into_the_same_segment_whatever_thread_sends()
    {
        var output = new SentOutput();
        byte[] first = Send(output);
        for (int i = 0; i < 5; i++)
        {
            byte[]? next = null;
            var thread = new Thread(() => next = Send(output));
            thread.Start();
            thread.Join();

            output.Trim();

            Assert.Same(first, next);
        }
    }

    [Fact]
    public void One_that_rests_gives_its_segment_back()
    {
        var output = new SentOutput();
        byte[] segment = Send(output);

        output.Trim();
        Assert.NotSame(segment, Rented());
        output.Trim();
        Assert.Same(segment, Rented());
    }

    [Fact]
    public void One_that_ends_gives_its_segment_back()
    {
        var output = new SentOutput();
        byte[] segment = Send(output);

        output.Complete();

        Assert.Same(segment, Rented());
    }

    [Fact]
    public void What_is_written_during_a_flush_goes_into_another_one()
    {
        var output = new SentOutput();
        byte[] first = Write(output);
        output.Commit();
        byte[] second = Write(output);
        output.Send();

        Assert.NotSame(first, second);
        Assert.Equal(1, second[0]);
    }

    private static byte[] Send(SentOutput output)
    {
        byte[] written = Write(output);
        output.Commit();
        output.Send();
        return written;
    }

    private static byte[] Write(SentOutput output)
    {
        Memory<byte> memory = output.GetMemory(16);
        Assert.True(MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment));
        memory.Span[0] = 1;
        output.Advance(1);
        return segment.Array!;
    }

    /// <summary>The array that the shared pool has at hand for this thread.</summary>
    private static byte[] Rented() => ArrayPool<byte>.Shared.Rent(SegmentBytes);

    /// <summary>Sends nowhere.</summary>
    private sealed class SentOutput : SegmentedOutput
    {
        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            Send();
            return default;
        }

        public void Send() => Recycle();
    }
}
