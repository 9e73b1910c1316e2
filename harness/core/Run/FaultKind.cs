namespace Bench.Harness.Run;

/// <summary>What a scheduled fault does.</summary>
public enum FaultKind
{
    /// <summary>Something goes wrong on the link.</summary>
    Link,

    /// <summary>Ends a provider's process at once.</summary>
    Kill,

    /// <summary>Asks a provider to deregister, finish its calls and end.</summary>
    Stop,

    /// <summary>Halts a provider's process, as a long pause would.</summary>
    Pause,

    /// <summary>Lets a provider's process go on after a pause.</summary>
    Resume,

    /// <summary>Ends a provider as <see cref="Stop"/> does, and starts it anew under its old id at its old endpoint.</summary>
    Restart,

    /// <summary>Providers answer a share of the requests with an error before their handlers see them.</summary>
    Fail,

    /// <summary>The directory that the run hosts ends, and begins anew, empty, at its old endpoint.</summary>
    RestartDirectory,
}
