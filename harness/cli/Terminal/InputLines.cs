using System.Text;
using System.Threading.Channels;

namespace Bench.Cli.Terminal;

/// <summary>
/// Lines of standard input, read on a thread of their own: reads of the console block whatever their signature says, and a blocked
/// thread of the pool would be missing from the measurement.
/// </summary>
internal sealed class InputLines
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public InputLines()
    {
        var thread = new Thread(Read) { IsBackground = true, Name = "standard input" };
        thread.Start();
    }

    /// <summary>The next line; null at the end of the input.</summary>
    public async Task<string?> NextAsync() =>
        await _lines.Reader.WaitToReadAsync().ConfigureAwait(false) && _lines.Reader.TryRead(out string? line) ? line : null;

    private void Read()
    {
        using var reader = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (reader.ReadLine() is string line)
        {
            _lines.Writer.TryWrite(line);
        }
        _lines.Writer.Complete();
    }
}
