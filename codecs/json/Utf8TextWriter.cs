using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Bench.Codecs.Json;

/// <summary>
/// Text into a buffer writer as UTF-8. A JSON writer hands over pieces of a few characters: they are gathered
/// and converted in blocks, which costs less than a conversion each. Unpaired surrogates become U+FFFD.
/// </summary>
internal sealed class Utf8TextWriter(IBufferWriter<byte> output) : TextWriter(CultureInfo.InvariantCulture)
{
    private const int BlockLength = 2048;
    private const int LongestSequence = 4;

    private char[] _block = ArrayPool<char>.Shared.Rent(BlockLength);
    private int _used;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (_used == _block.Length)
        {
            EncodeBlock(isFinal: false);
        }
        _block[_used++] = value;
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        while (buffer.Length > _block.Length - _used)
        {
            int fits = _block.Length - _used;
            buffer[..fits].CopyTo(_block.AsSpan(_used));
            _used = _block.Length;
            buffer = buffer[fits..];
            EncodeBlock(isFinal: false);
        }
        buffer.CopyTo(_block.AsSpan(_used));
        _used += buffer.Length;
    }

    /// <summary>Ends the text: everything written is in the output, a trailing half of a surrogate pair as U+FFFD.</summary>
    public override void Flush() => EncodeBlock(isFinal: true);

    private void EncodeBlock(bool isFinal)
    {
        ReadOnlySpan<char> rest = _block.AsSpan(0, _used);
        OperationStatus status = OperationStatus.Done;
        while (!rest.IsEmpty && status != OperationStatus.NeedMoreData)
        {
            // Asks for one sequence only, so that a segment is filled to its end before the next one is begun.
            Span<byte> room = output.GetSpan(LongestSequence);
            status = Utf8.FromUtf16(rest, room, out int read, out int written, replaceInvalidSequences: true, isFinal);
            output.Advance(written);
            rest = rest[read..];
        }
        // What is left, if anything, is the first half of a surrogate pair.
        rest.CopyTo(_block);
        _used = rest.Length;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _block.Length > 0)
        {
            ArrayPool<char>.Shared.Return(_block);
            _block = [];
            _used = 0;
        }
        base.Dispose(disposing);
    }
}
