namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>Operations by ZooKeeper's numbers.</summary>
internal enum ZooKeeperOperation
{
    Create = 1,
    Delete = 2,
    Exists = 3,
    GetData = 4,
    SetData = 5,
    GetChildren = 8,
    Sync = 9,
    Ping = 11,
    Check = 13,
    Multi = 14,
    CloseSession = -11,
}

/// <summary>An operation with its arguments.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Path">The node it is about; empty for none.</param>
/// <param name="Write">Writes the arguments.</param>
internal sealed record ZooKeeperRequest(ZooKeeperOperation Operation, string Path, Action<JuteWriter> Write)
{
    private const int EveryPermission = 31;
    private const int Ephemeral = 1;

    /// <summary>Whether it changes nothing, so that it may be sent twice.</summary>
    public bool IsRead => Operation is ZooKeeperOperation.Exists or ZooKeeperOperation.GetData or ZooKeeperOperation.GetChildren or ZooKeeperOperation.Sync;

    public static ZooKeeperRequest Ping { get; } = new(ZooKeeperOperation.Ping, "", static _ => { });

    public static ZooKeeperRequest CloseSession { get; } = new(ZooKeeperOperation.CloseSession, "", static _ => { });

    /// <summary>Makes a node that anyone may read, change and delete.</summary>
    public static ZooKeeperRequest Create(string path, byte[] data, bool ephemeral) => new(ZooKeeperOperation.Create, path, w => w
        .Text(path).Buffer(data)
        .Int(1).Int(EveryPermission).Text("world").Text("anyone")
        .Int(ephemeral ? Ephemeral : 0));

    /// <param name="version">The version it has to have; −1 for any.</param>
    public static ZooKeeperRequest Delete(string path, int version) => new(ZooKeeperOperation.Delete, path, w => w.Text(path).Int(version));

    /// <param name="version">The version it has to have; −1 for any.</param>
    public static ZooKeeperRequest SetData(string path, byte[] data, int version) =>
        new(ZooKeeperOperation.SetData, path, w => w.Text(path).Buffer(data).Int(version));

    public static ZooKeeperRequest Exists(string path) => new(ZooKeeperOperation.Exists, path, w => w.Text(path).Bool(false));

    public static ZooKeeperRequest GetData(string path) => new(ZooKeeperOperation.GetData, path, w => w.Text(path).Bool(false));

    /// <param name="watch">Whether the next change of the children is told, once.</param>
    public static ZooKeeperRequest GetChildren(string path, bool watch) => new(ZooKeeperOperation.GetChildren, path, w => w.Text(path).Bool(watch));

    /// <summary>Lets the server catch up with its leader before it answers what is sent behind this.</summary>
    public static ZooKeeperRequest Sync(string path) => new(ZooKeeperOperation.Sync, path, w => w.Text(path));

    /// <summary>Within <see cref="Multi"/>: fails unless the node has that version.</summary>
    public static ZooKeeperRequest Check(string path, int version) => new(ZooKeeperOperation.Check, path, w => w.Text(path).Int(version));

    /// <summary>Carries out all or none.</summary>
    public static ZooKeeperRequest Multi(params ZooKeeperRequest[] requests) => new(ZooKeeperOperation.Multi, requests[^1].Path, w =>
    {
        foreach (ZooKeeperRequest request in requests)
        {
            w.Int((int)request.Operation).Bool(false).Int(-1);
            request.Write(w);
        }
        w.Int(-1).Bool(true).Int(-1);
    });
}
