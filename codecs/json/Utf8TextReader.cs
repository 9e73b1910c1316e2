using System.Buffers;
using System.Numerics;
using System.Text.Unicode;
using Newtonsoft.Json;

namespace Bench.Codecs.Json;

/// <summary>
/// A sequence of UTF-8 bytes as text, converted piecewise straight into the reader's buffer; characters may be cut
/// anywhere by the segments. Invalid UTF-8 is an error, and so is U+0000, which Newtonsoft.Json would skip like white space.
/// </summary>
internal sealed class Utf8TextReader(ReadOnlySequence<byte> input) : TextReader
{
    private readonly byte[] _joined = new byte[4];
    private SequencePosition _next = input.Start;
    private ReadOnlyMemory<byte> _current;
    private ReadOnlyMemory<byte> _afterJoined;
    private char _lowSurrogate;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        int total = 0;
        if (_lowSurrogate != 0 && !buffer.IsEmpty)
        {
            buffer[total++] = _lowSurrogate;
            _lowSurrogate = '\0';
        }
        while (total < buffer.Length && MoveToBytes())
        {
            OperationStatus status = Utf8.ToUtf16(
                _current.Span, buffer[total..], out int read, out int written, replaceInvalidSequences: false, isFinalBlock: false);
            _current = _current[read..];
            total += written;
            if (status == OperationStatus.NeedMoreData)
            {
                JoinCutCharacter();
            }
            else if (status == OperationStatus.InvalidData)
            {
                throw Invalid("has a byte that is not UTF-8");
            }
            else if (status == OperationStatus.DestinationTooSmall)
            {
                total += total == 0 ? SplitPair(buffer) : 0;
                break;
            }
        }
        return buffer[..total].Contains('\0') ? throw Invalid("has the character U+0000") : total;
    }

    private bool MoveToBytes()
    {
        while (_current.IsEmpty)
        {
            if (!_afterJoined.IsEmpty)
            {
                _current = _afterJoined;
                _afterJoined = default;
            }
            else if (!input.TryGet(ref _next, out _current))
            {
                return false;
            }
        }
        return true;
    }

    private void JoinCutCharacter()
    {
        byte lead = _current.Span[0];
        int length = BitOperations.LeadingZeroCount((uint)(byte)~lead) - 24;
        _current.CopyTo(_joined);
        for (int have = _current.Length; have < length; have++)
        {
            _current = default;
            if (!MoveToBytes())
            {
                throw Invalid("ends within a character");
            }
            _joined[have] = _current.Span[0];
            _afterJoined = _current[1..];
        }
        _current = _joined.AsMemory(0, length);
    }

    /// <summary>There is room for one half of a surrogate pair only, and returning nothing would mean the end.</summary>
    private int SplitPair(Span<char> buffer)
    {
        Span<char> pair = stackalloc char[2];
        _ = Utf8.ToUtf16(_current.Span, pair, out int read, out _);
        _current = _current[read..];
        buffer[0] = pair[0];
        _lowSurrogate = pair[1];
        return 1;
    }

    private static JsonReaderException Invalid(string what) => new($"The input {what}.");
}
