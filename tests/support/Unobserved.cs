using System.Collections.Concurrent;

namespace Bench.Tests.Support;

/// <summary>Exceptions that nobody looked at while a test ran: they are made to show at its end, and fail it.</summary>
internal sealed class Unobserved : IDisposable
{
    private readonly ConcurrentQueue<Exception> _seen = new();

    private Unobserved()
    {
        Collect();
        TaskScheduler.UnobservedTaskException += Note;
    }

    /// <summary>Starts to watch; what earlier tests left is not counted.</summary>
    public static Unobserved Watch() => new();

    public void Dispose()
    {
        Collect();
        TaskScheduler.UnobservedTaskException -= Note;
        Assert.Empty(_seen);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void Note(object? sender, UnobservedTaskExceptionEventArgs e) => _seen.Enqueue(e.Exception);
}
