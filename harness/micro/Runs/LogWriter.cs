using BenchmarkDotNet.Loggers;

namespace Bench.Micro.Runs;

/// <summary>BenchmarkDotNet's log as plain text on a writer.</summary>
internal sealed class LogWriter(TextWriter writer) : ILogger
{
    public string Id => nameof(LogWriter);

    public int Priority => 0;

    public void Write(LogKind logKind, string text) => writer.Write(text);

    public void WriteLine() => writer.WriteLine();

    public void WriteLine(LogKind logKind, string text) => writer.WriteLine(text);

    public void Flush() => writer.Flush();
}
