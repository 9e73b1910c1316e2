namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>Tells once that something watched has changed.</summary>
/// <param name="Path">The watched node.</param>
internal readonly record struct WatchEvent(string Path)
{
    public static WatchEvent Read(ref JuteReader reader)
    {
        _ = reader.Int(); // what happened: whoever is told looks for himself
        _ = reader.Int(); // state of the session
        return new WatchEvent(reader.Text());
    }
}
