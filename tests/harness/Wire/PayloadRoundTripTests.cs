using System.Buffers;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using CsCheck;

namespace Bench.Tests.Harness.Wire;

public sealed class PayloadRoundTripTests
{
    private static readonly Gen<string> Names = Gen.String[Gen.Char['!', 'þ'], 0, 120];

    [Fact]
    public void A_hello_comes_back_and_is_none_if_cut()
    {
        Gen.Select(Gen.UShort, Names, Names, Gen.ULong, Gen.Int[1, 400]).Sample((version, codec, contract, hash, cut) =>
        {
            var hello = new Hello(version, codec, contract, hash);
            byte[] bytes = Frames.Bytes(hello);
            int shorter = Math.Max(0, bytes.Length - cut);
            Assert.Throws<ProtocolException>(() => Hello.Read(new ReadOnlySequence<byte>(bytes, 0, shorter)));
            return Hello.Read(new ReadOnlySequence<byte>(bytes)) == hello;
        });
    }

    [Fact]
    public void A_hello_with_another_magic_is_none()
    {
        byte[] bytes = Frames.Bytes(Frames.ProbeHello);
        bytes[0] ^= 1;
        Assert.Throws<ProtocolException>(() => Hello.Read(new ReadOnlySequence<byte>(bytes)));
    }

    [Fact]
    public void A_hello_ack_comes_back_and_its_limits_are_positive()
    {
        Gen.Select(Gen.UShort, Gen.Int, Gen.Int).Sample((version, frame, calls) =>
        {
            var ack = new HelloAck(version, frame, calls);
            var bytes = new ReadOnlySequence<byte>(Frames.Bytes(ack));
            try
            {
                return HelloAck.Read(bytes) == ack && frame > 0 && calls > 0;
            }
            catch (ProtocolException)
            {
                return frame <= 0 || calls <= 0;
            }
        });
    }

    [Fact]
    public void A_failure_comes_back_with_kind_and_message()
    {
        Gen<ErrorKind> kinds = Gen.Int[1, ErrorKindNames.Count - 1].Select(i => (ErrorKind)i);
        Gen.Select(kinds, Gen.String[Gen.Char['!', 'þ'], 0, 3_000]).Sample((kind, message) =>
        {
            CallOutcome read = ErrorPayload.Read(new ReadOnlySequence<byte>(Frames.Bytes(new ErrorPayload(CallOutcome.Failed(kind, message)))));
            return read.Kind == OutcomeKind.Error && read.Error == kind && read.Message == message[..Math.Min(message.Length, 2_000)];
        });
    }

    [Fact]
    public void Timeouts_and_cancellations_come_back_as_such()
    {
        Assert.Equal(OutcomeKind.Timeout, ErrorPayload.Read(new ReadOnlySequence<byte>(Frames.Bytes(new ErrorPayload(CallOutcome.Timeout)))).Kind);
        Assert.Equal(OutcomeKind.Cancelled, ErrorPayload.Read(new ReadOnlySequence<byte>(Frames.Bytes(new ErrorPayload(CallOutcome.Cancelled)))).Kind);
    }

    [Fact]
    public void Any_bytes_are_some_error()
    {
        Gen.Byte.Array[0, 50].Sample(bytes => !ErrorPayload.Read(new ReadOnlySequence<byte>(bytes)).IsOk);
        Assert.Equal(ErrorKind.Protocol, ErrorPayload.Read(new ReadOnlySequence<byte>([5, 1])).Error);
        Assert.Equal(ErrorKind.Remote, ErrorPayload.Read(new ReadOnlySequence<byte>([1, (byte)'?'])).Error);
    }
}
