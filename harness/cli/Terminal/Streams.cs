using System.Text;

namespace Bench.Cli.Terminal;

/// <summary>Standard output and error, the only place that touches the console. A reader that has gone away is not an error.</summary>
internal sealed class Streams : IDisposable
{
    private const int PlainWidth = 120;
    private const int NarrowestWidth = 60;

    public TextWriter Out { get; } = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };

    public TextWriter Error { get; } = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true });

    /// <summary>Whether standard error is a terminal, on which a line can be rewritten.</summary>
    public bool IsErrorLive { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether standard output is a terminal that may show colours (https://no-color.org).</summary>
    public bool IsOutLive { get; } = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb" && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";

    /// <summary>Columns of standard output; 120 where it is no terminal.</summary>
    public int OutWidth { get; } = Console.IsOutputRedirected ? PlainWidth : Math.Max(NarrowestWidth, Console.WindowWidth);

    /// <summary>Columns of standard error.</summary>
    public int ErrorWidth { get; } = Console.IsErrorRedirected ? PlainWidth : Math.Max(NarrowestWidth, Console.WindowWidth);

    public void Dispose()
    {
        Flush(Out);
        Flush(Error);
    }

    private static void Flush(TextWriter writer)
    {
        try
        {
            writer.Flush();
        }
        catch (IOException)
        {
            // Whoever read it has gone away, as 'head' does.
        }
    }
}
