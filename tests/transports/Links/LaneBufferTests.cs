using Bench.Transports.Links;
using CsCheck;

namespace Bench.Tests.Transports.Links;

/// <summary>The ring that a direction holds its bytes in.</summary>
public sealed class LaneBufferTests
{
    private const int Bound = 100_000;

    [Fact]
    public void Bytes_come_out_as_they_went_in_within_the_bound() => Gen.Select(Gen.Bool, Gen.Int[1, 70_000]).Array[1, 80].Sample(steps =>
    {
        var buffer = new LaneBuffer();
        var expected = new Queue<byte>();
        byte next = 0;
        foreach ((bool isWrite, int size) in steps)
        {
            if (isWrite)
            {
                Memory<byte> room = buffer.Room(size, Bound, isLent: size % 2 == 0);
                Assert.Equal(expected.Count == Bound, room.IsEmpty);
                Assert.True(room.Length <= size && expected.Count + room.Length <= Bound);
                foreach (ref byte one in room.Span)
                {
                    one = next;
                    expected.Enqueue(next++);
                }
                buffer.Add(room.Length);
            }
            else
            {
                ReadOnlyMemory<byte> front = buffer.Front(size);
                Assert.Equal(expected.Count == 0, front.IsEmpty);
                foreach (byte one in front.Span)
                {
                    Assert.Equal(expected.Dequeue(), one);
                }
                buffer.Remove(front.Length);
            }
            Assert.Equal(expected.Count, buffer.Length);
        }
        buffer.Release();
        Assert.Equal(0, buffer.Length);
    });

    [Fact]
    public void Room_that_was_given_stays_good_while_the_front_is_taken()
    {
        var buffer = new LaneBuffer();
        for (int i = 0; i < 1_000; i++)
        {
            Memory<byte> room = buffer.Room(3_000, Bound, isLent: false);
            room.Span[0] = (byte)i;
            int held = buffer.Front(int.MaxValue).Length;
            buffer.Remove(held);
            buffer.Remove(buffer.Front(int.MaxValue).Length);
            buffer.Add(1);
            Assert.Equal((byte)i, buffer.Front(1).Span[0]);
        }
    }
}
