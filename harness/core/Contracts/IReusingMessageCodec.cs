using System.Buffers;

namespace Bench.Harness.Contracts;

/// <summary>
/// A message codec that can fill a message anew which has served its turn, so that decoding allocates nothing. Who calls or serves through it
/// keeps to the times that its messages live: a request is the service's until its answer is complete, and a reply is the caller's until the next
/// call of the same typed client, if that has a <see cref="CallScope"/>; without one, for good. What is needed for longer is copied.
/// </summary>
public interface IReusingMessageCodec<T> : IMessageCodec<T>
{
    /// <summary>Reads a message that fills the whole input; throws what the library throws if it can't.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="spent">A message that this codec decoded earlier and that nobody needs any more.</param>
    /// <returns>That message, or another one.</returns>
    T Decode(in ReadOnlySequence<byte> input, T spent);
}
