namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>Why an operation did not succeed: ZooKeeper's own numbers, and those its clients use for what happens on the way.</summary>
internal enum ZooKeeperError
{
    None = 0,

    /// <summary>Another operation of the same transaction failed.</summary>
    RuntimeInconsistency = -2,

    /// <summary>The connection broke, or none could be made. Whether the operation was carried out is not known.</summary>
    ConnectionLoss = -4,

    /// <summary>Bytes that are no answer of a ZooKeeper.</summary>
    Marshalling = -5,

    /// <summary>No answer in time. Whether the operation was carried out is not known.</summary>
    Timeout = -7,

    NoNode = -101,
    BadVersion = -103,
    NodeExists = -110,

    /// <summary>The server ended the session, and with it its ephemeral nodes.</summary>
    SessionExpired = -112,
}

/// <summary>An operation that ZooKeeper refused, or did not answer.</summary>
internal sealed class ZooKeeperException(ZooKeeperError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public ZooKeeperError Error { get; } = error;
}
