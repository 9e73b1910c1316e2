namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>What ZooKeeper knows about a node besides its data.</summary>
/// <param name="CreatedId">Id of the transaction that made it (czxid).</param>
/// <param name="CreatedAtMs">When, by the server's wall clock, ms since 1970.</param>
/// <param name="Version">How often its data was set since.</param>
/// <param name="Owner">Session that it goes with; 0 if it stays.</param>
internal readonly record struct NodeStat(long CreatedId, long CreatedAtMs, int Version, long Owner)
{
    public static NodeStat Read(ref JuteReader reader)
    {
        long createdId = reader.Long();
        _ = reader.Long(); // mzxid
        long createdAtMs = reader.Long();
        _ = reader.Long(); // mtime
        int version = reader.Int();
        _ = reader.Int(); // cversion
        _ = reader.Int(); // aversion
        return new NodeStat(createdId, createdAtMs, version, reader.Long());
    }
}
