using System.Runtime.InteropServices;

namespace Bench.Cli;

/// <summary>
/// SIGINT and SIGTERM as a cancellation, so that what was measured is saved. A second one ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption()
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, c => OnSignal(c, ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => OnSignal(c, ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The exit code of the signal; null if there was none.</summary>
    public int? ExitCodeOfSignal => Volatile.Read(ref _exitCode) is int code and not 0 ? code : null;

    /// <summary>Leaves SIGINT to the coordinating process: a terminal sends it to workers and servers as well.</summary>
    public static PosixSignalRegistration IgnoreTerminal() => PosixSignalRegistration.Create(PosixSignal.SIGINT, c => c.Cancel = true);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0)
        {
            context.Cancel = true;
            _ = _stop.CancelAsync();
        }
    }
}
