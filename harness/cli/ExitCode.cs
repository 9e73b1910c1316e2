namespace Bench.Cli;

/// <summary>Exit codes of every verb.</summary>
public static class ExitCode
{
    /// <summary>Good.</summary>
    public const int Good = 0;

    /// <summary>A threshold was crossed.</summary>
    public const int Crossed = 1;

    /// <summary>Wrong usage or bad input.</summary>
    public const int Usage = 2;

    /// <summary>Not trustworthy or inconclusive.</summary>
    public const int Untrusted = 3;

    /// <summary>The target was unreachable, died, or answered nothing ok.</summary>
    public const int Target = 4;

    /// <summary>Interrupted by SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Interrupted by SIGTERM.</summary>
    public const int Terminated = 143;
}
