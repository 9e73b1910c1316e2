namespace Bench.Harness.Stages;

/// <summary>The stretches that a call's time is made of, in order; each ends where the next begins.</summary>
public enum CallStage
{
    /// <summary>From the typed client to the codec: binding, retries, the choice of a connection.</summary>
    Proxy,

    /// <summary>The request becomes bytes.</summary>
    Encode,

    /// <summary>Its frame is completed.</summary>
    Frame,

    /// <summary>The frame waits for the flush that takes it.</summary>
    Queue,

    /// <summary>The flush hands it to the kernel.</summary>
    Write,

    /// <summary>On its way to the server, and until a thread there reads it.</summary>
    NetworkAndServerWait,

    /// <summary>Until the server comes to it among what it read.</summary>
    ServerRead,

    /// <summary>The server decodes the request.</summary>
    ServerDecode,

    /// <summary>Until its handler is invoked.</summary>
    Dispatch,

    /// <summary>The handler.</summary>
    Handler,

    /// <summary>The reply becomes bytes.</summary>
    Reply,

    /// <summary>It waits for its flush, is on its way back, and until a thread of the client reads it.</summary>
    NetworkAndClientWait,

    /// <summary>Until the client comes to it among what it read.</summary>
    ClientRead,

    /// <summary>The client decodes the reply.</summary>
    Decode,

    /// <summary>Until the caller has it.</summary>
    Completion,
}
