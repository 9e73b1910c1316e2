namespace Bench.Harness.Wire;

/// <summary>What a frame is; the numbers are part of wire format v1.</summary>
public enum FrameKind : byte
{
    /// <summary>Either side: a frame given up while it was written; its payload is skipped.</summary>
    Void = 0,

    /// <summary>Client, first on a connection: protocol version, codec, contract.</summary>
    Hello = 1,

    /// <summary>Server: the hello is accepted, with the server's limits.</summary>
    HelloAck = 2,

    /// <summary>Client: a call.</summary>
    Request = 3,

    /// <summary>Server: the answer to a request.</summary>
    Reply = 4,

    /// <summary>Server: a request failed; with correlation 0 the connection is refused and closed.</summary>
    Error = 5,

    /// <summary>Client: the answer is no longer wanted.</summary>
    Cancel = 6,

    /// <summary>Either side: are you there?</summary>
    Ping = 7,

    /// <summary>The answer to a ping.</summary>
    Pong = 8,

    /// <summary>Either side: no new calls on this connection; those under way are finished.</summary>
    GoAway = 9,
}
