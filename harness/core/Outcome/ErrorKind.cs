namespace Bench.Harness.Outcome;

/// <summary>Kinds of failed calls; <see cref="ErrorKindNames"/> gives their names in the run record.</summary>
public enum ErrorKind
{
    /// <summary>No error.</summary>
    None,

    /// <summary><c>remote</c>: the handler on the server threw.</summary>
    Remote,

    /// <summary><c>connection-lost</c>: the connection ended while the call was under way.</summary>
    ConnectionLost,

    /// <summary><c>connect-failed</c>: no connection could be made.</summary>
    ConnectFailed,

    /// <summary><c>port-exhausted</c>: the machine has no free local port for a new connection.</summary>
    PortExhausted,

    /// <summary><c>pool-exhausted</c>: no connection became free within the wait limit.</summary>
    PoolExhausted,

    /// <summary><c>no-provider</c>: the directory knows no provider of the service.</summary>
    NoProvider,

    /// <summary><c>refused</c>: the server refused the hello (protocol, codec or contract differ).</summary>
    Refused,

    /// <summary><c>overloaded</c>: a limit of calls in flight was reached.</summary>
    Overloaded,

    /// <summary><c>too-large</c>: the message exceeds the frame limit.</summary>
    TooLarge,

    /// <summary><c>encode</c>: the codec could not write the message.</summary>
    Encode,

    /// <summary><c>decode</c>: the codec could not read the message.</summary>
    Decode,

    /// <summary><c>protocol</c>: the peer broke the wire protocol.</summary>
    Protocol,

    /// <summary><c>wrong-answer</c>: an answer came, and it is not the right one.</summary>
    WrongAnswer,

    /// <summary><c>internal</c>: our own code failed; please report it.</summary>
    Internal,
}
