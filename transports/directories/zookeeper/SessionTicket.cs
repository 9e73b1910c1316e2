namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>What it takes to attach to a session, by whichever server of the ensemble.</summary>
/// <param name="Id">Given by the ensemble; 0 asks for a new session.</param>
/// <param name="Password">Given with the id.</param>
/// <param name="Timeout">Time without a sign of life after which the ensemble ends it; what is asked for is bounded by the server, to 2 to 20 of its ticks.</param>
internal sealed record SessionTicket(long Id, byte[] Password, TimeSpan Timeout)
{
    public static SessionTicket New(TimeSpan timeout) => new(0, new byte[16], timeout);
}
